// The totals of a long list take longer than the list; they come after it.
const totals = document.getElementById("totals");
if (totals) {
  const answer = await fetch(totals.dataset.url);
  if (answer.ok) totals.innerHTML = await answer.text();
}
// By arrow keys, every order that is passed on the way would load the page anew: there the button beside it does it.
for (const select of document.querySelectorAll('select[name="order"]')) {
  let isByKey = false;
  select.addEventListener("keydown", () => (isByKey = true));
  select.addEventListener("pointerdown", () => (isByKey = false));
  select.addEventListener("change", () => isByKey || select.form.requestSubmit());
}
