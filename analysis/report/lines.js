// The lines of a word: a click on a word (Enter on a mark), or the search box, shows where the word is
// used in the headline, the captions and the body, side by side. The page can be read without this.
(() => {
  const box = document.querySelector(".search-box");
  const LONGEST = 90, MOST = 40;  // characters on either side of a word; lines of a column
  const COLUMNS = [["Headline", ["headline", "standfirst", "subheading"]], ["Captions", ["caption"]], ["Body", ["body"]]];
  const made = (tag, text = "", attributes = {}) => {
    const element = document.createElement(tag);
    element.textContent = text;
    Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
    return element;
  };
  // The text of a block without what its marks say of themselves; `lies` is given each piece and its start.
  const textOf = (block, lies = () => {}) => {
    const walker = document.createTreeWalker(block.querySelector(".text"), NodeFilter.SHOW_TEXT, (node) => (
      node.parentElement.closest("i") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT));
    let text = "";
    while (walker.nextNode()) {
      lies(walker.currentNode, text.length);
      text += walker.currentNode.data;
    }
    return text;
  };
  const blocks = () => [...document.querySelectorAll(".article .block")];
  const rangesOfMark = (block, term) => {
    const ranges = [];
    textOf(block, (node, start) => {
      if (!node.parentElement.closest(`.${term}`)) return;
      const last = ranges.at(-1);
      if (last && last[1] === start) last[1] += node.length;
      else ranges.push([start, start + node.length]);
    });
    return ranges;
  };
  const rangesOfWord = (block, word, isWhole) => {
    const letters = word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"), end = isWhole ? "(?![\\p{L}\\p{N}])" : "";
    const found = new RegExp(`(?<![\\p{L}\\p{N}])${letters}${end}`, "giu");
    return [...textOf(block).matchAll(found)].map((one) => [one.index, one.index + one[0].length]);
  };
  const line = (block, [start, end]) => {
    const text = textOf(block);
    // From the beginning of a word to the end of one.
    const from = start > LONGEST ? text.indexOf(" ", start - LONGEST) : 0;
    const to = end + LONGEST < text.length ? text.lastIndexOf(" ", end + LONGEST) : text.length;
    const before = text.slice(Math.min(from, start), start), after = text.slice(end, Math.max(to, end));
    const row = made("p");
    const link = made("a", block.querySelector(".layer").firstChild.data, { href: `#${block.id}` });
    row.append(link, ` ${from ? "…" : ""}${before}`, made("mark", text.slice(start, end)),
      `${after}${to < text.length ? " …" : ""}`);
    return row;
  };
  const panel = made("section", "", { class: "concordance", tabindex: "-1", "aria-labelledby": "concordance-head" });
  panel.hidden = true;
  const head = made("h2", "", { id: "concordance-head" }), close = made("button", "Close", { type: "button" });
  const sides = made("div", "", { class: "sides-of" });
  panel.append(head, close, sides);
  document.body.append(panel);
  const spoken = document.querySelector(".spoken");
  let back = null;
  const end = () => {
    const isWithin = panel.contains(document.activeElement);
    panel.hidden = true;
    if (back && isWithin) back.focus({ preventScroll: true });
  };
  close.addEventListener("click", end);
  const show = (word, rangesIn) => {
    const columns = COLUMNS.map(([title, layers]) => {
      const lines = blocks().filter((block) => layers.some((layer) => block.classList.contains(layer)))
        .flatMap((block) => rangesIn(block).map((range) => [block, range]));
      const column = made("div");
      column.append(made("h3", `${title}: ${lines.length || "none"}`), ...lines.slice(0, MOST).map((one) => line(...one)));
      if (lines.length > MOST) column.append(made("p", `${lines.length - MOST} more`));
      return column;
    });
    head.textContent = `Lines with “${word}”`;
    sides.replaceChildren(...columns);
    panel.hidden = false;
    panel.scrollTop = 0;
    spoken.textContent = `${head.textContent}. ${columns.map((one) => one.firstChild.textContent).join(", ")}.`;
  };
  // The panel must not lie over the word that was asked about.
  const uncover = (element) => {
    const below = element.getBoundingClientRect().bottom - panel.getBoundingClientRect().top;
    if (below > 0) window.scrollBy(0, below + 16);
  };
  const showMark = (mark) => {
    const term = [...mark.classList].find((name) => /^t\d+$/.test(name));
    back = mark.closest("b");
    show(mark.textContent, (block) => rangesOfMark(block, term));
    uncover(back);
    panel.focus({ preventScroll: true });
  };
  const markOf = (place) => place.querySelector("u.f") ?? place.querySelector("u");
  const wordAt = (event) => {
    if (String(getSelection())) return null;
    const at = document.caretPositionFromPoint?.(event.clientX, event.clientY);
    if (at?.offsetNode.nodeType !== Node.TEXT_NODE) return null;
    const whole = /[\p{L}\p{N}]+(?:[-'’][\p{L}\p{N}]+)*/gu;
    return [...at.offsetNode.data.matchAll(whole)].find((one) => (
      one.index <= at.offset && at.offset <= one.index + one[0].length))?.[0];
  };
  const PLACES = ":is(.article, .evidence) .text > b";
  document.querySelectorAll(PLACES).forEach((place) => place.setAttribute("role", "button"));
  document.addEventListener("click", (event) => {
    const text = event.target.closest(":is(.article, .evidence) .text");
    if (!text) return;
    const place = event.target.closest(PLACES);
    if (place) {
      showMark(event.target.closest("u") ?? markOf(place));
      return;
    }
    const word = wordAt(event);
    if (!word) return;
    back = null;
    show(word, (block) => rangesOfWord(block, word, true));
    uncover(text);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !panel.hidden) end();
    const place = event.target.closest?.(PLACES);
    // While a number leads from place to place, Enter leads to the next.
    if (!place || !document.querySelector(".finder").hidden || !["Enter", " "].includes(event.key)) return;
    event.preventDefault();
    showMark(markOf(place));
  });
  const label = made("label", "Search the article", { for: "search" });
  const input = made("input", "", { type: "search", id: "search", autocomplete: "off", spellcheck: "false" });
  input.addEventListener("input", () => {
    const word = input.value.trim();
    back = input;
    if (word.length > 1) show(word, (block) => rangesOfWord(block, word));
    else panel.hidden = true;
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !panel.hidden) panel.focus({ preventScroll: true });
  });
  box.append(label, input);
})();
