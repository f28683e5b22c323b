"use strict";
(() => {
  // The page stands without this: numbers lead to their first place, tables stand in their order.
  const finder = document.createElement("div");
  finder.className = "finder";
  finder.hidden = true;
  const told = document.createElement("span");
  // The finder moves about; what speaks has to stay where it is.
  const spoken = document.createElement("p");
  spoken.className = "spoken";
  spoken.setAttribute("role", "status");
  const button = (text, act, key) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    if (key) made.setAttribute("aria-keyshortcuts", key);
    made.addEventListener("click", act);
    return made;
  };
  // The doubtful lines: an answer about each, and the file that the answers make. Order, rows and the
  // end of the questions come with the list.
  const ask = (list) => {
    const lines = [...list.children];
    const most = Number(list.dataset.mostNoes), name = list.dataset.name;
    const box = list.parentElement.querySelector(".answers");
    const [tally, save, text] = [".tally", ".save", "textarea"].map((one) => box.querySelector(one));
    const answerOf = (line) => line.dataset.answer ?? "";
    // Noes in a row up to this line; a line without an answer is neither a yes nor a no.
    const noes = (line) => {
      let n = 0;
      for (const before of lines.slice(0, lines.indexOf(line) + 1).reverse()) {
        if (answerOf(before) === "yes") break;
        if (answerOf(before) === "no") n += 1;
      }
      return n;
    };
    const several = (n, one) => `${n} ${one}${n === 1 ? "" : "s"}`;
    const write = () => {
      const answered = lines.filter(answerOf);
      const [header, ...rows] = list.dataset.head.split("%0A").filter(Boolean);
      rows.push(...answered.map((line) => {
        const { block, otherwise, words } = line.dataset;
        return `${block},${answerOf(line) === "yes" ? "caption" : otherwise},${words}`;
      }));
      rows.sort((one, other) => parseInt(one, 10) - parseInt(other, 10));
      const file = [header, ...rows, ""].join("%0A");
      const captions = answered.filter((line) => answerOf(line) === "yes").length;
      tally.textContent = `${several(answered.length, "answer")}, ${several(captions, "caption")}.`;
      text.value = decodeURIComponent(file);
      const link = document.createElement("a");
      link.download = name;
      link.href = `data:text/csv;charset=utf-8,${file}`;
      link.textContent = `Save ${name}`;
      save.replaceChildren(link);
      box.hidden = !answered.length;
    };
    const answer = (line, given) => {
      line.dataset.answer = given;
      line.querySelectorAll("[data-gives]").forEach((one) => {
        one.setAttribute("aria-pressed", String(one.dataset.gives === given));
      });
      write();
      const ended = given === "no" && noes(line) >= most;
      if (ended) tally.textContent = `${most} noes in a row: further captions are unlikely. ${tally.textContent}`;
      spoken.textContent = tally.textContent;
      return ended;
    };
    const goTo = (line) => {
      const stop = line ?? box;
      stop.focus();
      stop.scrollIntoView({ block: "nearest" });
    };
    const keys = {
      y: (line) => answer(line, "yes"),
      n: (line) => answer(line, "no"),
      u: (line) => answer(line, ""),
      j: () => false,
      k: () => false,
    };
    lines.forEach((line) => {
      line.tabIndex = -1;
      const row = document.createElement("div");
      row.className = "answer";
      for (const [given, words, key] of [["yes", "Caption", "y"], ["no", "No caption", "n"]]) {
        // The same answer again takes it back.
        const made = button(words, () => answer(line, answerOf(line) === given ? "" : given), key);
        made.dataset.gives = given;
        made.setAttribute("aria-pressed", "false");
        made.setAttribute("aria-describedby", line.querySelector(".asked-text").id);
        row.append(made);
      }
      line.querySelector(".asked-label").after(row);
    });
    list.addEventListener("keydown", (event) => {
      const key = event.key.toLowerCase();
      if (event.ctrlKey || event.altKey || event.metaKey || !Object.hasOwn(keys, key)) return;
      event.preventDefault();
      const line = event.target.closest("li"), at = lines.indexOf(line);
      const ended = keys[key](line);
      if (key === "u") return;
      if (key === "k") goTo(lines[Math.max(at - 1, 0)]);
      else if (key === "j") goTo(lines[Math.min(at + 1, lines.length - 1)]);
      else goTo(ended ? null : lines.slice(at + 1).find((other) => !answerOf(other)));
    });
    const begin = button("Answer line by line", () => goTo(lines.find((line) => !answerOf(line))));
    begin.className = "begin";
    const help = document.createElement("span");
    help.className = "keys hint";
    for (const [key, words] of [["y", " caption, "], ["n", " no caption, "], ["u", " undo, "], ["j", " next, "], ["k", " previous"]]) {
      const sign = document.createElement("kbd");
      sign.textContent = key;
      help.append(sign, words);
    }
    const top = document.createElement("p");
    top.append(begin, help);
    list.before(top);
  };
  let link = null, places = [], at = -1, stop = null;
  const next = () => {
    at = (at + 1) % places.length;
    const place = places[at];
    const folded = place.closest("details");
    if (folded) folded.open = true;
    told.textContent = spoken.textContent = `Place ${at + 1} of ${places.length}`;
    stop = place.closest("b[tabindex]") || place;
    if (stop === place) stop.tabIndex = -1;
    // Behind the place, so that the tab key leads from one to the other.
    stop.after(finder);
    stop.focus({ preventScroll: true });
    place.scrollIntoView({ block: "center" });
  };
  const end = () => {
    document.querySelectorAll(".found").forEach((one) => one.classList.remove("found"));
    finder.hidden = true;
    spoken.textContent = "";
    link.focus();
  };
  const keys = document.createElement("span");
  keys.className = "keys";
  keys.textContent = "Enter: next, Escape: back";
  finder.append(told, button("Next place", next, "Enter"), button("Back to the number", end, "Escape"), keys);
  document.body.append(finder, spoken);
  document.addEventListener("keydown", (event) => {
    if (finder.hidden) return;
    if (event.key === "Escape") end();
    if (event.key === "Enter" && document.activeElement === stop) next();
  });
  document.addEventListener("click", (event) => {
    const clicked = event.target.closest("a[data-places]");
    if (!clicked) return;
    event.preventDefault();
    document.querySelectorAll(".found").forEach((one) => one.classList.remove("found"));
    const found = [...document.querySelectorAll(clicked.dataset.places)];
    found.forEach((one) => one.classList.add("found"));
    link = clicked;
    places = found.filter((one) => one.id);
    at = -1;
    finder.hidden = false;
    next();
  });
  const asked = document.querySelector(".asked[data-head]");
  if (asked) ask(asked);
  document.querySelectorAll("table.sortable").forEach((table) => {
    const body = table.tBodies[0];
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      const numeric = head.classList.contains("n");
      const sort = button(head.textContent, () => {
        // Numbers begin with the largest, words with A; a cell without a value stays below.
        const before = head.getAttribute("aria-sort");
        const sign = before === "descending" || (!before && !numeric) ? 1 : -1;
        // A cell that sorts by what it says does not say it twice.
        const value = (row) => {
          const cell = row.cells[column];
          return cell.dataset.v ?? cell.textContent.toLowerCase();
        };
        const rows = [...body.rows].sort((one, other) => {
          const a = value(one), b = value(other);
          if (a === "" || b === "") return (a === "") - (b === "");
          return sign * (numeric ? Number(a) - Number(b) : a < b ? -1 : a > b ? 1 : 0);
        });
        table.querySelectorAll("th[aria-sort]").forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", sign > 0 ? "ascending" : "descending");
        body.append(...rows);
      });
      head.textContent = "";
      head.append(sort);
    });
  });
})();
