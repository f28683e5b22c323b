// The coding panel in a page. The session in Python decides what is shown and keeps the codes; here
// are the controls and their keys. What comes from an article or a codebook is set as text, never as
// markup, and a key counts only for the text that is on the screen.

const PATIENCE = 5000; // milliseconds until the panel says that Python does not answer
const NOTHING_CHOSEN = "Choose an answer first, or skip the text.";
const NO_ANSWER =
  "Python does not answer: it is busy, or the kernel has ended. The code is kept when the count " +
  "above goes up. If it does not, run the cell again.";

let panels = 0;

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

function button(words, key, shortcut, act) {
  const element = make(
    "button",
    { type: "button", "aria-keyshortcuts": shortcut },
    make("span", {}, words),
    make("kbd", { "aria-hidden": "true" }, key),
  );
  element.addEventListener("click", act);
  return element;
}

function option(answer, id) {
  const input = make("input", {
    type: "checkbox",
    "aria-labelledby": `${id}-label`,
    "aria-describedby": `${id}-definition`,
  });
  if (answer.keys.length) input.setAttribute("aria-keyshortcuts", answer.keys.join(" "));
  const element = make(
    "label",
    { class: "answer" },
    input,
    make("kbd", { "aria-hidden": "true" }, answer.keys[0] ?? ""),
    make("span", { class: "name", id: `${id}-label`, dir: "auto" }, answer.label),
    make("span", { class: "definition", id: `${id}-definition`, dir: "auto" }, answer.definition),
  );
  return { ...answer, input, element };
}

function render({ model, el }) {
  const id = `cutline-coding-${panels++}`;
  const answers = model.get("answers").map((answer, at) => option(answer, `${id}-${at}`));
  const exclusive = model.get("exclusive");
  let shown = model.get("view");
  let waiting = null;

  const progress = make("p", { class: "count", role: "status" });
  const bar = make("progress", { "aria-hidden": "true" });
  const text = make("div", { class: "text", tabindex: "0", role: "region", "aria-live": "polite" });
  text.setAttribute("aria-label", "Text to code");
  text.setAttribute("dir", "auto");
  const problem = make("p", { class: "problem", role: "alert" });
  const choices = make(
    "fieldset",
    {},
    make("legend", {}, model.get("question")),
    make("div", { class: "answers" }, ...answers.map((answer) => answer.element)),
  );
  const note = make("input", { type: "text", id: `${id}-note`, "aria-keyshortcuts": "w", dir: "auto" });
  const noteRow = make(
    "div",
    { class: "note" },
    make("label", { for: note.id }, "Note ", make("kbd", { "aria-hidden": "true" }, "w")),
    note,
  );
  const next = button("Next", "Enter", "Enter ArrowRight", goOn);
  const skip = button("Skip", "s", "s", () => send("skip"));
  const undo = button("Undo", "u", "u", () => send("undo"));
  const back = button("Back", "←", "ArrowLeft", () => send("back"));
  const definitions = button("Definitions", "d", "d", toggleDefinitions);
  definitions.setAttribute("aria-pressed", "true");
  next.classList.add("next");
  const root = make(
    "section",
    {
      class: "cutline-coding mathjax_ignore",
      tabindex: "0",
      role: "group",
      "aria-label": "Coding sheet",
      "aria-describedby": `${id}-help`,
      "data-lm-suppress-shortcuts": "true", // else JupyterLab takes d, d for “delete the cell”
    },
    progress, bar, text, problem, choices, noteRow,
    make("div", { class: "buttons" }, next, skip, undo, back, definitions),
    make("p", { class: "help", id: `${id}-help` }, model.get("help")),
  );

  const complain = () => (problem.textContent = NO_ANSWER);

  function tell(action, more = {}) {
    try {
      model.send({ action, at: shown.id, note: note.value, ...more });
    } catch {
      complain(); // the kernel is gone
    }
  }

  // One action at a time: until Python answers, further keys would be about a text not yet seen.
  function send(action, more) {
    if (waiting) return;
    waiting = setTimeout(complain, PATIENCE);
    tell(action, more);
  }

  function goOn() {
    const chosen = answers.filter((answer) => answer.input.checked);
    if (!shown.id) send("return");
    else if (chosen.length) send("code", { frames: chosen.flatMap((answer) => answer.frames) });
    else problem.textContent = NOTHING_CHOSEN;
  }

  // None goes with no frame; of an exclusive question no answer goes with another.
  function settle(answer) {
    problem.textContent = "";
    if (!answer.input.checked) return;
    for (const other of answers) {
      const alone = exclusive || !answer.frames.length || !other.frames.length;
      if (other !== answer && alone) other.input.checked = false;
    }
  }

  function toggle(answer) {
    answer.input.checked = !answer.input.checked;
    settle(answer);
  }

  function toggleDefinitions() {
    const hidden = root.classList.toggle("brief");
    definitions.setAttribute("aria-pressed", String(!hidden));
  }

  const actions = {
    Enter: goOn,
    ArrowRight: goOn,
    ArrowLeft: () => back.click(),
    s: () => skip.click(),
    u: () => undo.click(),
    d: toggleDefinitions,
    w: () => note.focus(),
  };
  for (const answer of answers) {
    for (const key of answer.keys) actions[key] = () => shown.id && toggle(answer);
  }

  function press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (event.target === note) {
      if (key === "Enter" || key === "Escape") root.focus();
      return;
    }
    if (key === "Enter" && event.target.closest("button")) return; // the button's own key
    if (!Object.hasOwn(actions, key)) return;
    event.preventDefault();
    event.stopPropagation();
    if (!event.repeat) actions[key]();
  }

  function show() {
    const view = model.get("view");
    const had = root.contains(document.activeElement);
    if (waiting) clearTimeout(waiting);
    waiting = null;
    progress.textContent = view.progress;
    bar.max = view.n_texts;
    bar.value = view.n_coded;
    problem.textContent = view.problem;
    if (text.textContent !== view.text) text.textContent = view.text;
    if (!show.done || view.id !== shown.id) {
      note.value = view.note;
      text.scrollTop = 0;
      if (had) [progress, text].forEach((one) => one.scrollIntoView({ block: "nearest" }));
      for (const answer of answers) {
        const frames = answer.frames;
        const isCoded = frames.length ? view.frames?.includes(frames[0]) : view.frames?.length === 0;
        answer.input.checked = Boolean(isCoded);
      }
    }
    shown = view;
    show.done = true;
    choices.hidden = noteRow.hidden = skip.hidden = !view.id;
    next.hidden = !view.id && view.n_coded === view.n_texts;
    next.firstChild.textContent = view.id ? "Next" : "Go to the texts left";
    undo.disabled = !view.can_undo;
    back.disabled = !view.can_go_back;
    // A control that is gone would take the keys with it.
    const focused = document.activeElement;
    const gone = !root.contains(focused) || focused.disabled || !focused.getClientRects().length;
    if (had && gone) root.focus();
  }

  for (const answer of answers) answer.input.addEventListener("change", () => settle(answer));
  note.addEventListener("change", () => tell("note"));
  root.addEventListener("keydown", press);
  model.on("change:view", show);
  show();
  el.append(root);
  return () => model.off("change:view", show);
}

export default { render };
