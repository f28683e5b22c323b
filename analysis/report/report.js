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
