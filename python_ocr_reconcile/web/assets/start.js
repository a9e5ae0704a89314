// The inbox: files are sent one by one with their progress; what becomes of them is asked for until all are read.
const drop = document.getElementById("drop");
const texts = JSON.parse(drop.dataset.texts);
const list = document.getElementById("uploads");
const sending = document.getElementById("sending");
const call = document.getElementById("call");
const latest = document.getElementById("latest");
const AT_ONCE = 2;
const LOOK_MS = 700;

const say = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
for (const one of document.querySelectorAll(".with-script")) one.hidden = false;
for (const one of document.querySelectorAll(".without-script")) one.remove();

// ------------------------------------------------------------------ choosing
for (const [button, input] of [["choose-files", "files"], ["choose-folder", "folder"], ["take-photo", "photo"]]) {
  const field = document.getElementById(input);
  document.getElementById(button).addEventListener("click", () => field.click());
  field.addEventListener("change", () => {
    send([...field.files]);
    field.value = "";
  });
}

// A drop is taken anywhere on the page: a file that misses the frame must not replace the page.
let depth = 0;
const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");
const over = (is) => {
  drop.classList.toggle("over", is);
  call.dataset.calm ??= call.textContent;
  call.textContent = is ? drop.dataset.now : call.dataset.calm;
};
addEventListener("dragenter", (event) => carriesFiles(event) && (depth++, over(true)));
addEventListener("dragleave", (event) => carriesFiles(event) && --depth <= 0 && ((depth = 0), over(false)));
addEventListener("dragover", (event) => carriesFiles(event) && event.preventDefault());
addEventListener("drop", async (event) => {
  if (!carriesFiles(event)) return;
  event.preventDefault();
  depth = 0;
  over(false);
  const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.());
  const plain = [...event.dataTransfer.files];
  send(entries.some((entry) => entry?.isDirectory) ? (await Promise.all(entries.map(filesOf))).flat() : plain);
});

async function filesOf(entry) {
  if (!entry) return [];
  if (entry.isFile) return [await new Promise((done, failed) => entry.file(done, failed))];
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    const some = await new Promise((done, failed) => reader.readEntries(done, failed));
    if (!some.length) return (await Promise.all(found.map(filesOf))).flat();
    found.push(...some);
  }
}

// ------------------------------------------------------------------ sending
const waiting = [];
let busy = 0;

function send(files) {
  const kind = new FormData(drop).get("kind") ?? "auto";
  for (const file of files) {
    if (file.name.startsWith(".")) continue; // what file managers leave in folders
    const row = document.createElement("li");
    row.innerHTML = '<span class="name"></span><progress max="100" value="0"></progress><span class="state"></span>';
    row.querySelector(".name").textContent = file.webkitRelativePath || file.name;
    row.querySelector("progress").setAttribute("aria-label", file.name);
    row.querySelector(".state").textContent = texts.waits;
    list.append(row);
    waiting.push({ file, kind, row });
  }
  sending.hidden = !list.children.length;
  while (busy < AT_ONCE && waiting.length) begin(waiting.shift());
}

function begin({ file, kind, row }) {
  busy++;
  const state = row.querySelector(".state");
  const bar = row.querySelector("progress");
  const request = new XMLHttpRequest();
  request.open("POST", `${drop.action}?kind=${kind}`);
  request.setRequestHeader("Accept", "application/json");
  request.upload.addEventListener("progress", (event) => {
    if (!event.lengthComputable) return;
    const percent = Math.floor((100 * event.loaded) / event.total);
    bar.value = percent;
    state.textContent = percent < 100 ? say(texts.sending, { percent }) : texts.looking;
    if (percent === 100) bar.removeAttribute("value");
  });
  request.addEventListener("loadend", () => {
    busy--;
    const answer = parsed(request.responseText);
    if (request.status >= 200 && request.status < 300) {
      if (answer.duplicate && answer.status !== "pending" && answer.status !== "processing") ended(row, texts.known);
      else row.remove();
    } else ended(row, answer.title ? `${answer.title} ${answer.advice}` : texts.lost, true);
    sending.hidden = !list.children.length;
    if (waiting.length) begin(waiting.shift());
    look();
  });
  const body = new FormData();
  body.append("file", file);
  request.send(body);
}

function ended(row, text, isRefused = false) {
  row.querySelector("progress").remove();
  const state = row.querySelector(".state");
  state.textContent = text;
  if (isRefused) {
    const mark = document.createElement("span");
    mark.className = "mark status-failed";
    mark.textContent = texts.refused;
    state.before(mark);
  }
  const away = document.createElement("button");
  away.type = "button";
  away.className = "plain";
  away.textContent = texts.dismiss;
  away.addEventListener("click", () => {
    row.remove();
    sending.hidden = !list.children.length;
  });
  row.append(away);
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

// ------------------------------------------------------------------ watching
let timer = 0;
let looking = false;
let isAsked = false;

async function look() {
  clearTimeout(timer);
  isAsked = looking; // the answer under way may be older than the file that just arrived: look once more after it
  if (looking) return;
  looking = true;
  let unfinished = 1;
  try {
    const answer = await fetch(latest.dataset.url, { headers: { Accept: "text/html" } });
    if (answer.ok) {
      unfinished = Number(answer.headers.get("X-Unfinished"));
      put(await answer.text());
    }
  } catch {
    // The server may be starting again; it is asked once more.
  }
  looking = false;
  if (isAsked) look();
  else if (unfinished || busy) timer = setTimeout(look, document.hidden ? 5 * LOOK_MS : LOOK_MS);
}

function put(html) {
  const before = latest.innerHTML;
  const focused = document.activeElement?.closest?.("#latest [href]")?.getAttribute("href");
  const fresh = document.createElement("template");
  fresh.innerHTML = html;
  if (fresh.innerHTML === before) return;
  latest.replaceChildren(fresh.content);
  if (focused) latest.querySelector(`[href="${CSS.escape(focused)}"]`)?.focus();
  if (latest.querySelector("table")) document.querySelector(".first")?.remove();
}

if (Number(document.getElementById("working")?.dataset.unfinished ?? 0)) look();
addEventListener("visibilitychange", () => !document.hidden && timer && look());

// What was chosen before this script ran is sent as well.
for (const field of document.querySelectorAll("#files, #folder, #photo")) {
  if (field.files.length) field.dispatchEvent(new Event("change"));
}
