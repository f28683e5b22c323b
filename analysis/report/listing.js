"use strict";
(() => {
  // Without this the list stands in the order of the ranking, whole.
  const table = document.querySelector("table.ranked");
  const body = table.tBodies[0];
  const shown = document.getElementById("shown");
  const tools = document.getElementById("tools");
  const all = [...body.rows].map((row, number) => ({ row, number, text: null }));
  const grades = ["clear", "alone", "chance", "none"];
  const ofLayers = ["differs", "no-difference", "untested"];
  const several = (n) => `${n.toLocaleString("en")} ${n === 1 ? "article" : "articles"}`;
  // Letters are compared without their accents.
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const cell = (one, name) => one.row.querySelector(`.${name}`);
  const values = {
    rank: (one) => one.number,
    title: (one) => plain(cell(one, "title").querySelector("bdi").textContent),
    source: (one) => plain(one.row.dataset.source),
    published: (one) => cell(one, "published").textContent.replace("–", ""),
    grade: (one) => grades.indexOf(one.row.classList[0]),
    layers: (one) => (one.row.dataset.layers ? ofLayers.indexOf(one.row.dataset.layers) : ""),
    own: (one) => -Number(cell(one, "own").dataset.v),
    q: (one) => (cell(one, "q").dataset.v === undefined ? "" : Number(cell(one, "q").dataset.v)),
  };

  const fields = ["search", "grade", "outlet", "layers", "measure", "repeats"].map((id) => document.getElementById(id)).filter(Boolean);
  const [search] = fields;
  const tests = {
    grade: (one, wanted) => one.row.classList.contains(wanted),
    outlet: (one, wanted) => one.row.dataset.source === wanted,
    layers: (one, wanted) => one.row.dataset.layers === wanted,
    measure: (one, wanted) => one.row.dataset.measures.split("|").includes(wanted),
    repeats: (one) => one.row.dataset.repeats === undefined,
  };
  const filter = () => {
    const words = plain(search.value).split(/\s+/).filter(Boolean);
    const chosen = fields.slice(1).filter((field) => (field.type === "checkbox" ? field.checked : field.value));
    let n = 0;
    for (const one of all) {
      if (words.length) one.text ??= plain(one.row.textContent);
      const stays = words.every((word) => one.text.includes(word))
        && chosen.every((field) => tests[field.id](one, field.value));
      one.row.hidden = !stays;
      n += stays;
    }
    document.getElementById("n-filters").textContent = chosen.length ? ` (${chosen.length})` : "";
    shown.textContent = n === all.length ? several(n) : `${several(n)} of ${all.length.toLocaleString("en")} shown`;
  };
  let waiting;
  search.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(filter, 150);
  });
  fields.slice(1).forEach((field) => field.addEventListener("change", filter));
  const empty = () => fields.forEach((field) => {
    if (field.type === "checkbox") field.checked = false;
    else field.value = "";
  });
  const shortcut = document.getElementById("differing");
  if (shortcut) shortcut.hidden = false;
  shortcut?.addEventListener("click", () => {
    empty();
    document.getElementById("layers").value = ofLayers[0];
    filter();
    shown.scrollIntoView({ block: "center" });
  });
  document.getElementById("clear").addEventListener("click", () => {
    empty();
    filter();
    sort(all.map((one) => one.number), 1, table.querySelector("th[data-key=rank]"));
    search.focus();
  });

  const sort = (keys, sign, head) => {
    table.querySelectorAll("th[aria-sort]").forEach((other) => other.removeAttribute("aria-sort"));
    head?.setAttribute("aria-sort", sign > 0 ? "ascending" : "descending");
    const keyed = all.map((one, number) => [keys[number], one]);
    // What has no value stays below; equals keep the order of the ranking.
    keyed.sort(([a, one], [b, other]) => {
      if (a === "" || b === "") return (a === "") - (b === "") || one.number - other.number;
      return (a < b ? -sign : a > b ? sign : 0) || one.number - other.number;
    });
    body.append(...keyed.map(([, one]) => one.row));
  };
  table.querySelectorAll("th[data-key]").forEach((head) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    button.addEventListener("click", () => {
      const sign = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
      sort(all.map(values[head.dataset.key]), sign, head);
    });
    head.replaceChildren(button);
  });
  tools.hidden = false;
  // On a phone filters and heads are folded, so that the first article is on the first screen.
  const fold = document.getElementById("fold");
  fold.addEventListener("click", () => {
    fold.setAttribute("aria-expanded", fold.getAttribute("aria-expanded") !== "true");
  });
  filter();  // a browser may keep what was typed before the page was opened again
})();
