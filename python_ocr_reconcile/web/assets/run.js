// A reconciliation: evidence is fetched where it is looked at; quick review by keys; the sums of a link by hand.
import { isTyping, step } from "./pages.js";

async function show(details) {
  if (!details.open || details.dataset.shown) return;
  details.dataset.shown = "yes";
  const answer = await fetch(details.dataset.evidence);
  if (answer.ok) details.querySelector(".evidence").innerHTML = await answer.text();
}
for (const details of document.querySelectorAll("[data-evidence]")) {
  details.addEventListener("toggle", () => show(details));
  show(details);
}

const matches = [...document.querySelectorAll(".match")];
const current = () => document.activeElement?.closest?.(".match");
if (matches.length) (document.getElementById(location.hash.slice(1)) ?? matches[0]).focus({ preventScroll: !location.hash });

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || document.querySelector("dialog[open]"))
    return;
  if (event.key === "u") document.getElementById("undo-last")?.click();
  else if (!matches.length) return;
  else if (event.key === "j" || event.key === "k") step(matches, event.key === "j" ? 1 : -1);
  else if (event.key === "c") current()?.querySelector(".confirm")?.click();
  else if (event.key === "x") current()?.querySelector(".reject")?.click();
  else if (event.key === "Enter" && event.target.classList?.contains("match")) {
    const details = current().querySelector("details");
    details.open = !details.open;
  }
});

// ------------------------------------------------------------------ linking by hand
const linking = document.getElementById("linking");
if (linking) {
  const sums = document.getElementById("sums");
  const text = document.getElementById("sums-texts").dataset.text;
  // In units of 1/10,000, as whole numbers: no amount passes through a fraction.
  const units = (amount) => {
    const [, sign, whole, fraction = ""] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(amount) ?? [null, "", "0"];
    return BigInt(sign + whole + fraction.slice(0, 4).padEnd(4, "0"));
  };
  const written = (amount) => {
    const digits = String(amount < 0n ? -amount : amount).padStart(5, "0");
    const whole = digits.slice(0, -4).replace(/\B(?=(\d{3})+$)/g, ",");
    const fraction = digits.slice(-4).replace(/0{1,2}$/, "");
    return (amount < 0n ? "\u2212" : "") + whole + "." + fraction;
  };
  const total = (name) =>
    [...linking.querySelectorAll(`[name=${name}]:checked`)].reduce((sum, box) => sum + units(box.dataset.amount), 0n);
  const tell = () => {
    const count = linking.querySelectorAll("[name=invoice]:checked, [name=transaction]:checked").length;
    const invoices = total("invoice");
    const paid = total("transaction");
    const values = { invoices: written(invoices), paid: written(paid), rest: written(paid - invoices) };
    sums.textContent = count ? text.replace(/\{(\w+)\}/g, (_, name) => values[name]) : linking.dataset.none;
  };
  linking.addEventListener("change", tell);
  tell();
}
