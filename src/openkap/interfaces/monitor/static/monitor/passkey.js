// A passkey in the room: one touch says who signs, or who attests beside them. The server keeps the proof for a minute.
async function ask(address, body) {
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  const answer = await fetch(address, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    body: JSON.stringify(body),
  });
  if (!answer.headers.get("Content-Type")?.includes("json")) throw new Error(String(answer.status));
  return answer.json();
}

async function show(place) {
  const said = place.querySelector("[data-said]");
  try {
    const credential = await window.webauthnJSON.get(await ask(place.dataset.begin, {}));
    const found = await ask(place.dataset.finish, { part: place.dataset.passkeyPart, credential });
    said.textContent = found.name ? `${found.name}. Now press the button of what you sign, within a minute.` : found.refused;
    if (!found.name) return;
    for (const field of place.parentElement.querySelectorAll(`[data-instead=${place.dataset.passkeyPart}]`)) field.hidden = true;
  } catch {
    said.textContent = "The passkey was not read. Try again, or use the other way.";
  }
}

for (const place of document.querySelectorAll("[data-passkey-part]")) {
  place.querySelector("button").addEventListener("click", () => show(place));
}
