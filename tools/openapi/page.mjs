// The page of the API's description: a first link by one click, and Swagger UI with the key filled in.

const docs = document.getElementById("docs");
const key = document.getElementById("key");
const told = document.getElementById("told");
const open = document.getElementById("open");

document.getElementById("make").addEventListener("submit", async (event) => {
  event.preventDefault();
  open.hidden = true;
  told.textContent = told.dataset.making;
  try {
    const response = await fetch(`${docs.dataset.api}/customers?createEditLink=true`, {
      method: "POST",
      headers: {
        Authorization: `Bearer ${key.value.trim()}`,
        "Content-Type": "application/json",
        "Accept-Language": document.documentElement.lang,
      },
      body: "{}",
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.message);
    const until = new Date(answer.edit_link_expires_at).toLocaleString(document.documentElement.lang, {
      dateStyle: "long",
      timeStyle: "short",
    });
    told.textContent = `${told.dataset.made} ${until}.`;
    open.href = answer.edit_link;
    open.hidden = false;
    open.focus();
  } catch (error) {
    told.textContent = `${told.dataset.failed} ${error.message}`;
  }
});

const ui = SwaggerUIBundle({
  url: docs.dataset.description,
  domNode: document.getElementById("api"),
  // Its links would stand inside of buttons.
  deepLinking: false,
  // There is one server, and its list has no label.
  plugins: [() => ({ components: { ServersContainer: () => null } })],
  persistAuthorization: false,
  validatorUrl: null,
  // Its colours are too pale to read.
  syntaxHighlight: { activated: false },
  onComplete: () => ui.preauthorizeApiKey("bearer", key.value.trim()),
});
key.addEventListener("change", () => ui.preauthorizeApiKey("bearer", key.value.trim()));

// What Swagger UI leaves out for those who do not see the page or use a keyboard, put in after each of its renderings.
const LEVELS = { H1: 2, H2: 2, H3: 2, H4: 3, H5: 4, H6: 4 };

function fix() {
  const api = document.getElementById("api");
  for (const heading of api.querySelectorAll("h1, h2, h3, h4, h5, h6")) {
    heading.setAttribute("aria-level", LEVELS[heading.tagName]);
  }
  for (const button of api.querySelectorAll("button.close-modal")) button.setAttribute("aria-label", "×");
  for (const table of api.querySelectorAll("table[role=region]")) table.removeAttribute("role");
  for (const part of api.querySelectorAll(".information-container, .scheme-container")) {
    part.setAttribute("role", "region");
    part.setAttribute("aria-label", part.classList.contains("scheme-container") ? "Authorize" : document.title);
  }
  for (const control of api.querySelectorAll("select, textarea, input")) {
    if (control.labels?.length || control.getAttribute("aria-label")) continue;
    const row = control.closest("tr");
    const named = row?.querySelector(".parameter__name")?.textContent ?? row?.dataset.code;
    control.setAttribute("aria-label", named ?? control.getAttribute("placeholder") ?? "body");
  }
  // Whether they scroll depends on the screen.
  for (const block of api.querySelectorAll("pre")) block.tabIndex = 0;
}

new MutationObserver(fix).observe(document.getElementById("api"), { childList: true, subtree: true });
