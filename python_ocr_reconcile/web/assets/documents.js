// The totals of a long list take longer than the list; they come after it.
const totals = document.getElementById("totals");
if (totals) {
  const answer = await fetch(totals.dataset.url);
  if (answer.ok) totals.innerHTML = await answer.text();
}
for (const select of document.querySelectorAll('select[name="order"]'))
  select.addEventListener("change", () => select.form.requestSubmit());
