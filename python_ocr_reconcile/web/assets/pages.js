// On every page: light and dark, the list of keys, moving by keys.
const root = document.documentElement;
const theme = document.getElementById("theme");
const isDark = () =>
  root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
const sayTheme = () => (theme.textContent = isDark() ? theme.dataset.light : theme.dataset.dark);
theme.hidden = false;
sayTheme();
theme.addEventListener("click", () => {
  root.dataset.theme = isDark() ? "light" : "dark";
  document.cookie = `ocr_reconcile_theme=${root.dataset.theme}; path=/; max-age=31536000; SameSite=Strict`;
  sayTheme();
});

const keys = document.getElementById("keys");
const showKeys = document.getElementById("show-keys");
showKeys.hidden = false;
showKeys.addEventListener("click", () => keys.showModal());

export const isTyping = (target) =>
  target instanceof HTMLElement && target.closest("input:not([type=radio], [type=checkbox]), textarea, select");

// What can be scrolled sideways can be reached by keys.
const wide = new ResizeObserver((seen) => {
  for (const { target } of seen)
    if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
    else target.removeAttribute("tabindex");
});
for (const one of document.querySelectorAll(".wide")) wide.observe(one);

const rows = () => [...document.querySelectorAll("[data-row]")].filter((row) => row.offsetParent);
export function step(list, by) {
  const at = list.findIndex((one) => one === document.activeElement || one.contains(document.activeElement));
  const next = list[at < 0 ? (by > 0 ? 0 : list.length - 1) : Math.min(Math.max(at + by, 0), list.length - 1)];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

let afterG = 0;
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || keys.open) return;
  if (afterG && event.timeStamp - afterG < 1500) {
    const link = document.querySelector(`[data-go="${CSS.escape(event.key)}"]`);
    afterG = 0;
    if (link) {
      event.preventDefault();
      link.click();
      return;
    }
  }
  if (event.key === "g") afterG = event.timeStamp;
  else if (event.key === "?") keys.showModal();
  else if (event.key === "/" && document.getElementById("search")) {
    event.preventDefault();
    document.getElementById("search").focus();
  } else if ((event.key === "j" || event.key === "k") && rows().length) step(rows(), event.key === "j" ? 1 : -1);
});
