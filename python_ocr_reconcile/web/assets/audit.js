// A verification goes step by step, so that it shows how far it is and holds up nobody.
const form = document.getElementById("verify");
const verified = document.getElementById("verified");
const texts = JSON.parse(form.dataset.texts);
const pages = JSON.parse(form.dataset.rows);
const say = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name].toLocaleString("en"));
for (const one of form.querySelectorAll(".with-script")) one.hidden = false;

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = document.getElementById("verify-now");
  if (button.getAttribute("aria-disabled") === "true") return;
  button.setAttribute("aria-disabled", "true");
  try {
    await verify();
  } catch (problem) {
    tell("problem", problem.message || texts.lost);
  }
  button.removeAttribute("aria-disabled");
});

async function verify() {
  const asked = new URLSearchParams(await keptTip());
  const bar = document.createElement("progress");
  bar.max = Number(form.dataset.entries);
  bar.value = 0;
  bar.setAttribute("aria-label", texts.looking);
  verified.className = "";
  verified.replaceChildren(`${texts.looking} `, bar);
  const seen = { entries: 0, rows: 0, files: 0 };
  const findings = [];
  for (;;) {
    const answer = await fetch(`${form.action}?${asked}`, { headers: { Accept: "application/json" } });
    const step = await answer.json();
    if (!answer.ok) throw new Error(`${step.title} ${step.detail}`);
    for (const name of Object.keys(seen)) seen[name] += step[name];
    findings.push(...step.findings);
    bar.value = seen.entries;
    if (!step.next_cursor) break;
    asked.set("cursor", step.next_cursor);
  }
  if (!findings.length) return tell("outcome", texts.sound, say(texts.looked, seen));
  tell("problem", say(findings.length === 1 ? texts.altered_one : texts.altered_many, { count: findings.length }), say(texts.looked, seen));
  const list = document.createElement("ul");
  for (const one of findings.slice(0, 100)) {
    const item = document.createElement("li");
    if (pages[one.kind] && one.row_id) {
      const link = document.createElement("a");
      link.href = pages[one.kind].replace(/0$/, one.row_id);
      link.textContent = one.message;
      item.append(link);
    } else item.append(one.message);
    const code = document.createElement("code");
    code.textContent = one.code;
    item.append(" ", code);
    list.append(item);
  }
  verified.append(list);
}

async function keptTip() {
  const [file] = document.getElementById("kept-tip").files;
  if (!file) return {};
  try {
    const { sequence, seal } = JSON.parse(await file.text());
    if (sequence && seal) return { tip_sequence: sequence, tip_seal: seal };
  } catch {
    // said below
  }
  throw new Error(texts.no_tip);
}

function tell(kind, strong, rest = "") {
  verified.className = kind;
  const first = document.createElement("strong");
  first.textContent = strong;
  verified.replaceChildren(first, ` ${rest}`);
}
