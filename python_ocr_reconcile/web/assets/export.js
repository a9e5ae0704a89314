// An export is made before its first byte is sent: say that it is being made, for how long, and what came of it.
const say = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const size = (bytes) =>
  bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1)} MB`;

for (const form of document.querySelectorAll("[data-export]")) {
  const texts = JSON.parse(form.dataset.texts);
  const told = form.querySelector(".exporting");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    if (button.getAttribute("aria-disabled") === "true") return;
    button.setAttribute("aria-disabled", "true");
    const began = performance.now();
    const bar = document.createElement("progress");
    bar.setAttribute("aria-label", texts.making);
    const words = document.createElement("span");
    words.textContent = texts.making;
    const clock = document.createElement("span");
    clock.setAttribute("aria-hidden", "true");
    told.className = "exporting";
    told.replaceChildren(words, " ", bar, " ", clock);
    const timer = setInterval(() => {
      clock.textContent = say(texts.seconds, { seconds: Math.floor((performance.now() - began) / 1000) });
    }, 1000);
    try {
      await make(form, texts, told, words);
    } catch {
      tell(told, "problem", [texts.lost]);
    }
    clearInterval(timer);
    button.removeAttribute("aria-disabled");
  });
}

async function make(form, texts, told, words) {
  const asked = new URLSearchParams(new FormData(form));
  const answer = await fetch(`${form.action}?${asked}`, { headers: { Accept: "application/json" } });
  if (!answer.ok) {
    const problem = await answer.json();
    tell(told, "problem", [`${problem.title} ${problem.detail} ${problem.advice}`]);
    return;
  }
  words.textContent = texts.sending;
  const file = await answer.blob();
  const name = /filename="?([^";]+)/.exec(answer.headers.get("Content-Disposition"))?.[1] ?? "export.zip";
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.textContent = name;
  link.click();
  const print = document.createElement("code");
  print.textContent = answer.headers.get("Export-Fingerprint");
  tell(told, "outcome", [`${texts.done} `, link, ` (${size(file.size)}). ${texts.fingerprint} `, print]);
}

function tell(told, kind, parts) {
  told.className = `exporting ${kind}`;
  told.replaceChildren(...parts);
}
