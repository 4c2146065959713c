// Enhancements only: every page says the same without this file.
document.documentElement.classList.add("js")

const on = (event, selector, act) =>
  document.addEventListener(event, e => { const found = e.target.closest?.(selector); if (found) act(found, e) })

on("click", "[data-print]", () => print())

on("click", "[data-copy]", async button => {
  try { await navigator.clipboard.writeText(location.href) } catch { prompt("", location.href); return }
  const said = button.textContent
  button.textContent = button.dataset.copy
  setTimeout(() => { button.textContent = said }, 2000)
})

// Paper has no "click to open".
addEventListener("beforeprint", () => { for (const folded of document.querySelectorAll("details")) folded.open = true })
