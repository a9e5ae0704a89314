// The page image and its boxes: each value that was read has one, and either lights up the other.
import { isTyping } from "./pages.js";

const viewer = document.getElementById("page");
const sizes = viewer.dataset.sizes.trim().split(" ").filter(Boolean).map((size) => size.split("x").map(Number));
const values = [...document.querySelectorAll(".value")];
const boxed = values.filter((value) => value.dataset.box);
const ZOOMS = [1, 1.5, 2, 3, 4];
let lit = null;
let show = () => {};
let reveal = () => {};

function light(value, { scroll = true } = {}) {
  if (lit === value) return;
  lit?.classList.remove("lit");
  lit?.box?.classList.remove("lit");
  lit = value;
  if (!value) return;
  value.classList.add("lit");
  if (value.dataset.page) show(Number(value.dataset.page));
  value.box?.classList.add("lit");
  if (scroll && value.box) reveal(value.box);
}

// A cell has no room for a link of its own: the one that is chosen gets one.
const offered = document.createElement("a");
offered.className = "correct offered";
offered.textContent = document.querySelector(".read").dataset.correct;
function offer(value) {
  if (!value.dataset.edit || document.querySelector(".edit")) return;
  offered.href = value.dataset.edit;
  value.append(offered);
}

function select(value) {
  light(value);
  value.focus({ preventScroll: true });
  value.scrollIntoView({ block: "nearest" });
}

for (const value of values) {
  value.addEventListener("mouseenter", () => value.dataset.box && light(value, { scroll: false }));
  value.addEventListener("focus", () => (light(value), offer(value)));
  value.addEventListener("click", (event) => !event.target.closest("a, button, input, select") && select(value));
}
for (const link of document.querySelectorAll("[data-doubt]"))
  link.addEventListener("click", (event) => {
    const page = Number(link.dataset.toPage);
    const target = page ? null : document.getElementById(link.hash.slice(1));
    if (page) show(page);
    if (!target?.classList.contains("value")) return;
    event.preventDefault();
    for (let closed; (closed = target.closest("details:not([open])")); ) closed.open = true;
    select(target);
  });

if (sizes.length) {
  const sheet = viewer.querySelector(".sheet");
  const paper = viewer.querySelector(".paper");
  const picture = document.getElementById("picture");
  const boxes = document.getElementById("boxes");
  const field = document.getElementById("page-number");
  const widths = viewer.dataset.widths.split(" ").map(Number);
  let number = Number(viewer.dataset.number);
  let zoom = 0;
  let drawn = 0;

  const size = () => sizes[number - 1];

  function fit() {
    // At first the whole width, as long as a page is not larger than it needs to be read.
    const wide = Math.min(sheet.clientWidth, 1100) * ZOOMS[zoom];
    paper.style.width = `${wide}px`;
    const wanted = widths.find((width) => width >= wide * devicePixelRatio * 0.9) ?? widths.at(-1);
    const source = viewer.dataset.pictures.replace("/pages/0.webp", `/pages/${number}.webp`) + `?w=${wanted}`;
    if (picture.getAttribute("src") !== source) picture.src = source;
    picture.width = Math.round(size()[0]);
    picture.height = Math.round(size()[1]);
    picture.alt = viewer.dataset.alt.replace("{page}", number);
  }

  function draw() {
    const [width, height] = size();
    const made = boxed
      .filter((value) => Number(value.dataset.page) === number)
      .map((value) => {
        const [x0, y0, x1, y1] = value.dataset.box.split(",").map(Number);
        const box = document.createElement("button");
        box.type = "button";
        box.tabIndex = -1;
        box.title = told(value);
        box.setAttribute("aria-label", told(value));
        box.dataset.state = value.dataset.state;
        const pad = 1.5; // points: the frame stands beside the letters, not on them
        box.style.left = `${(100 * (x0 - pad)) / width}%`;
        box.style.top = `${(100 * (y0 - pad)) / height}%`;
        box.style.width = `${(100 * (x1 - x0 + 2 * pad)) / width}%`;
        box.style.height = `${(100 * (y1 - y0 + 2 * pad)) / height}%`;
        box.addEventListener("mouseenter", () => light(value, { scroll: false }));
        box.addEventListener("click", () => select(value));
        value.box = box;
        return box;
      });
    boxes.replaceChildren(...made);
  }

  const told = (value) => {
    const label = value.querySelector("th")?.textContent ?? "";
    const text =
      value.querySelector(".edit [name=value]")?.value ??
      value.querySelector(".text")?.textContent ??
      value.textContent.trim().replace(/\s+/g, " ");
    return `${label} ${text}`.trim();
  };

  show = (page) => {
    if (!(page >= 1 && page <= sizes.length)) return;
    if (page !== number) {
      for (const value of boxed) value.box = null;
      number = page;
      sheet.scrollTo({ top: 0, left: 0, behavior: "instant" });
    }
    field.value = number;
    fit();
    if (page !== drawn) draw();
    drawn = page;
    if (lit?.box) lit.box.classList.add("lit");
  };

  reveal = (box) => {
    const seen = sheet.getBoundingClientRect();
    const at = box.getBoundingClientRect();
    if (at.top < seen.top + 20 || at.bottom > seen.bottom - 20 || at.left < seen.left || at.right > seen.right)
      sheet.scrollTo({
        top: sheet.scrollTop + at.top - seen.top - seen.height / 3,
        left: sheet.scrollLeft + at.left - seen.left - seen.width / 3,
      });
  };

  function toZoom(to) {
    zoom = Math.min(Math.max(to, 0), ZOOMS.length - 1);
    fit();
    if (lit?.box) reveal(lit.box);
  }

  picture.addEventListener("error", () => (picture.alt = viewer.dataset.failed));
  document.getElementById("page-previous").addEventListener("click", () => show(number - 1));
  document.getElementById("page-next").addEventListener("click", () => show(number + 1));
  field.addEventListener("change", () => show(Number(field.value)));
  document.getElementById("zoom-in").addEventListener("click", () => toZoom(zoom + 1));
  document.getElementById("zoom-out").addEventListener("click", () => toZoom(zoom - 1));
  document.getElementById("zoom-fit").addEventListener("click", () => toZoom(0));
  new ResizeObserver(() => fit()).observe(sheet);

  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || document.querySelector("dialog[open]"))
      return;
    const page = { ".": 1, ",": -1 }[event.key];
    if (page) show(number + page);
    else if (event.key === "+" || event.key === "=") toZoom(zoom + 1);
    else if (event.key === "-") toZoom(zoom - 1);
    else if (event.key === "0") toZoom(0);
    else if (event.key === "Escape") light(null);
  });
  show(number);
}

// ------------------------------------------------------------------ keys that need no picture
const visible = () => values.filter((value) => value.offsetParent);
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || document.querySelector("dialog[open]"))
    return;
  if (event.key === "j" || event.key === "k") {
    const list = visible();
    const at = list.findIndex((value) => value === document.activeElement);
    const next = list[at < 0 ? 0 : Math.min(Math.max(at + (event.key === "j" ? 1 : -1), 0), list.length - 1)];
    next?.focus({ preventScroll: true });
    next?.scrollIntoView({ block: "nearest" });
  } else if (event.key === "d") {
    const links = [...document.querySelectorAll(".doubts [data-doubt]")];
    const at = Number(document.body.dataset.doubt ?? -1) + 1;
    if (links.length) {
      document.body.dataset.doubt = at % links.length;
      links[at % links.length].click();
    }
  } else if (event.key === "e" && lit) {
    const link = lit.querySelector(".correct");
    if (link) link.click();
    else if (lit.dataset.edit) location.assign(lit.dataset.edit);
  } else if (event.key === "a") document.getElementById("accept")?.focus();
  else if (event.key === "n") document.getElementById("next-invoice")?.click();
  else if (event.key === "p") document.getElementById("previous-invoice")?.click();
});
// The form of a correction: Escape leaves it, and the value that it is about stays lit.
const cancel = document.getElementById("cancel-edit");
cancel?.closest("form").addEventListener("keydown", (event) => event.key === "Escape" && cancel.click());
for (const value of values)
  value.addEventListener("dblclick", () => value.dataset.edit && location.assign(value.dataset.edit));
const field = document.querySelector(".edit [name=value]");
if (field) {
  light(field.closest(".value"));
  field.focus();
  field.select?.();
} else if (location.hash.startsWith("#f-")) document.getElementById(location.hash.slice(1))?.focus();
