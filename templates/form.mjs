// The form's help while it is filled in. It hints, the server decides: no verdict of this file ever holds a submission
// back, and without it the form asks and tells the same, a page later. The rules, their order and all texts come from
// the server's own table, embedded in the page; here are only the questions that the rules ask.
//
// Inlined as a module, so that a browser too old for the syntax leaves it alone. Lines of comment are left out.

// The server's idea of white space; trim() and \s have another.
const BLANKS = /[\t-\r\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g;
const UNSEEN = /[\ufffd\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Noncharacter_Code_Point}]/u;
const EMAIL = /^([^\s@<>()[\],;:\\"]{1,64})@([^\s@]+)$/u;
const HOST = /^(?:[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})$/;
// Joiners have their place in the words of some scripts, and in domains: the server knows where.
const JOINERS = /[\u200c\u200d]/g;
// Marks that nobody sees mean nothing in these.
const NUMBERS = ["tax_id", "address.zip", "phone", "email"];
const MARKS = /\p{Cf}/gu;
const MARKS_BUT_JOINERS = /(?![\u200c\u200d])\p{Cf}/gu;
// In Mexico the zip says these.
const FROM_ZIP = ["address.city", "address.state"];

const line = (text) => text.normalize("NFC").replace(BLANKS, " ").replace(/^ | $/g, "");
const length = (text) => [...text].length;
const matchesExactly = (pattern, text) => new RegExp(`^(?:${pattern})$`, "u").test(text);

// One letter for one letter, where toUpperCase() spells some out; but a PDF's ligatures come apart.
function capital(char) {
  if (char === "ß") return "ẞ";
  const upper = char.toUpperCase();
  return length(upper) === 1 || (char >= "\ufb00" && char <= "\ufb06") ? upper : char;
}

// Names come from web shops with HTML's entities in them, some escaped twice. The browser's own parser knows them all,
// and is shown one at a time.
const ENTITY =
  /&(?:(?:[aA][mM][pP]|#38|#[xX]26);)*(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});/g;
function withoutEntities(text) {
  for (let turn = 0; turn < 4; turn += 1) {
    text = text.replace(ENTITY, (found, name) => {
      const characters = [name, name.toLowerCase(), name.toUpperCase()].map(
        (spelling) => new DOMParser().parseFromString(`<i>&${spelling};</i>`, "text/html").body.textContent,
      );
      // A longer text is one of which only the beginning was an entity.
      return characters.find((meant) => length(meant) < 3) ?? found;
    });
  }
  return text;
}

export const legalName = (text) => [...line(withoutEntities(text))].map(capital).join("").normalize("NFC");

// The value of a digit of any script: their digits stand in a row, from 0 to 9.
function asciiDigit(char) {
  let value = 0;
  while (/\p{Nd}/u.test(String.fromCodePoint(char.codePointAt(0) - value - 1))) value += 1;
  return value % 10;
}

// A phone number in the server's normal form, by the server's own steps; "" if there is none in the text.
function phone(table, text) {
  const composed = text.replace(MARKS, "").normalize("NFKC").replace(MARKS, "");
  let number = line(composed.replace(/\p{Nd}/gu, asciiDigit));
  for (let before = ""; number !== before; ) {
    before = number;
    for (const [pattern, replacement] of table.phone) number = number.replace(new RegExp(pattern, "giu"), replacement);
  }
  return /[0-9]/.test(number) ? number : "";
}

// Why an address is none. Beyond ASCII, whether there can be a domain is the server's to say.
function emailProblem(text) {
  const [, box, name] = EMAIL.exec(text) ?? [];
  if (UNSEEN.test(box)) return "control_characters";
  return name && (/[^\0-\x7f]|xn--/i.test(name) || HOST.test(name.toLowerCase())) ? "" : "email_format";
}

// What a control says, without what came along from where it was copied: marks, and its own label ("RFC: ", "C.P. ").
function meant(table, name, text) {
  const bare = NUMBERS.includes(name) ? text.replace(name === "email" ? MARKS_BUT_JOINERS : MARKS, "") : text;
  const label = table.pasted[name] && new RegExp(`^(?:${table.pasted[name]})`, "iu").exec(line(bare));
  return label ? line(bare).slice(label[0].length) : bare;
}

// What a control shows once it was left: nothing is changed unseen.
export function taken(table, name, text) {
  const said = meant(table, name, text);
  if (name === "phone") return phone(table, said) || said;
  return name === "legal_name" ? line(withoutEntities(said)) : said;
}

const rfc = (text) =>
  text
    .replace(/[ ._\-\u2010-\u2015\u2212]+/g, "")
    .replace(/[a-zñ]/g, (letter) => letter.toUpperCase())
    .normalize("NFC");

function foreignZip(country, text) {
  const compact = text.replace(/[ -]/g, "").toUpperCase();
  return country === "CAN" && length(compact) === 6 ? `${compact.slice(0, 3)} ${compact.slice(3)}` : text;
}

function hasRealDate(taxId) {
  const [year, month, day] = [-9, -7, -5].map((start) => Number(taxId.slice(start, start + 2)));
  return month > 0 && month < 13 && day > 0 && day <= new Date(2000 + year, month, 0).getDate();
}

function checkDigitMatches(table, taxId) {
  const total = [...taxId.slice(0, -1).padStart(12)].reduce(
    (sum, char, i) => sum + table.check_alphabet.indexOf(char) * (13 - i),
    0,
  );
  return taxId.at(-1) === "0123456789A"[(11 - (total % 11)) % 11];
}

// Everything as the server would look at it, and what is wrong with lengths, formats and characters.
function read(table, typed) {
  const country = line(typed["address.country"] ?? "").toUpperCase() || table.mexico;
  const mexican = country === table.mexico;
  const it = { mexican };
  const found = [];
  for (const [path, max] of Object.entries(table.limits)) {
    if (mexican && FROM_ZIP.includes(path)) continue;
    const written = meant(table, path, typed[path] ?? "");
    let text = path === "legal_name" ? legalName(written) : line(written);
    const number = path === "phone" && text ? phone(table, text) : "";
    const rule = UNSEEN.test(text.replace(JOINERS, ""))
      ? "control_characters"
      : path === "phone" && text && !number
        ? "phone_format"
        : length(number || text) > max
          ? "too_long"
          : path === "email" && text
            ? emailProblem(text)
            : "";
    if (rule) {
      found.push({ rule, path, max });
      text = "";
    }
    it[path] = text;
  }
  it["address.country"] = country;
  if (mexican || table.generic.includes(rfc(it.tax_id))) it.tax_id = rfc(it.tax_id);
  else if (country in table.tax_id_patterns) it.tax_id = it.tax_id.replace(/[ -]/g, "");
  if (!mexican) {
    it["address.zip"] = foreignZip(country, it["address.zip"]);
  }
  it.generic = table.generic.includes(it.tax_id);
  it.wellFormed = matchesExactly(table.rfc, it.tax_id);
  // Either the number or the country may be the mistake; whoever was asked has answered.
  it.asked =
    !mexican &&
    !it.generic &&
    !typed.residence &&
    matchesExactly(table.rfc, rfc(it.tax_id)) &&
    !(country in table.rfc_lookalikes && matchesExactly(table.rfc_lookalikes[country], rfc(it.tax_id)));
  it.person = !mexican || it.generic || !it.wellFormed ? "" : it.tax_id.length === 12 ? "moral" : "fisica";
  return [it, found];
}

const personFits = (row, it) => row[it.person === "fisica" ? 0 : 1] === 1;

// One question for each rule of the table. `zip_unknown` is asked of the server.
const BROKEN = {
  legal_name_characters: (it) => it.legal_name.includes("|"),
  legal_name_public: (it, table) => it.legal_name.replace("Ú", "U") === table.public_name,
  tax_id_format: (it) => it.mexican && !it.wellFormed,
  tax_id_date: (it) => it.mexican && !hasRealDate(it.tax_id),
  foreign_tax_id_format: (it, table) => {
    const pattern = table.tax_id_patterns[it["address.country"]];
    return !it.mexican && pattern !== undefined && !matchesExactly(pattern, it.tax_id);
  },
  tax_system_unknown: (it, table) => !(it.tax_system in table.tax_systems),
  tax_system_person: (it, table) => it.person !== "" && !personFits(table.tax_systems[it.tax_system], it),
  tax_system_foreign: (it, table) => !it.mexican && it.tax_system !== table.no_tax_obligations,
  invoice_use_unknown: (it, table) => !(it.default_invoice_use in table.invoice_uses),
  invoice_use_foreign: (it, table) => !it.mexican && it.default_invoice_use !== table.no_tax_effects,
  invoice_use_person: (it, table) => it.person !== "" && !personFits(table.invoice_uses[it.default_invoice_use], it),
  invoice_use_tax_system: (it, table) =>
    it.tax_system !== "" && !table.invoice_uses[it.default_invoice_use][2].split(" ").includes(it.tax_system),
  zip_format: (it, table) => it.mexican && !matchesExactly(table.zip, it["address.zip"]),
  zip_unknown: (it, table, places) => it.mexican && places.get(it["address.zip"]) === null,
  foreign_zip_format: (it, table) => {
    const pattern = table.zip_patterns[it["address.country"]];
    return pattern !== undefined && !matchesExactly(pattern, it["address.zip"]);
  },
};

// What the server would say of these values (by control name) if they were posted: {rule, path} each, with what the
// rule's text mentions. `places` are the zip codes asked for so far: their place, or null if they have none.
export function judge(table, typed, places = new Map()) {
  const [it, found] = read(table, typed);
  const wrong = found.map(({ path }) => path);
  if (it.generic) {
    return [...found, { rule: it.mexican ? "generic_rfc_on_page" : "generic_rfc_abroad_on_page", path: "tax_id" }];
  }
  if (it.asked) return [...found, { rule: "rfc_abroad_on_page", path: "tax_id" }];
  for (const path of table.required[it.mexican ? "home" : "abroad"]) {
    if (!it[path] && !wrong.includes(path)) found.push({ rule: "required", path });
  }
  const broken = new Set();
  for (const [rule, cfdi, fields, after] of table.rules) {
    if (!fields.every((path) => it[path]) || after.some((name) => broken.has(name))) continue;
    if (BROKEN[rule](it, table, places)) {
      broken.add(rule);
      found.push({ rule, cfdi, path: fields[0], tax_system: it.tax_system });
    }
  }
  return found;
}

// The server's notation for a capital regime, in full: see capital_regime_notation.
const inFull = (notation) =>
  notation
    .replace(/[A-Z](?=[A-Z])/g, "$&[. ]*")
    .replace(/[a-z]/g, (letter) => `[${letter}${letter}\u0301]`.normalize().toUpperCase())
    .replace(/_/g, "[., ]+");

// What is worth a look and never wrong: whose RFC it is, a check digit that does not match, a capital regime.
export function hint(table, typed) {
  const [it] = read(table, typed);
  const regime = it.person === "moral" ? new RegExp(inFull(table.capital_regime), "u").exec(it.legal_name) : null;
  const left = regime && /[\p{L}\p{N}]/u.test(it.legal_name.slice(0, regime.index));
  return {
    person: it.person,
    doubtful: it.mexican && it.wellFormed && !it.generic && !checkDigitMatches(table, it.tax_id),
    suffix: left ? regime[2] : "",
    shortened: left ? it.legal_name.slice(0, regime.index).replace(/[ ,-]+$/, "") : it.legal_name,
  };
}

const isWrong = (control) => control.hasAttribute("aria-invalid");

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

function element(tag, className = "", text = "") {
  return Object.assign(document.createElement(tag), { className, textContent: text });
}

function start(form, table) {
  const controls = [...form.elements].filter((control) => control.name in table.limits);
  const places = new Map();
  const touched = new Set();
  // What the server has already asked for stays asked for.
  const asked = new Set(controls.filter(isWrong).map((control) => control.name));
  const text = table.texts;
  const named = (name) => form.elements[name];
  const residence = named("residence")?.value;
  const values = () => ({ ...Object.fromEntries(controls.map((control) => [control.name, control.value])), residence });
  const initial = values();

  // What only the server can tell stands until something else is typed.
  const told = new Map(controls.filter(isWrong).map((control) => [control.name, control.value]));
  for (const { path } of judge(table, initial)) told.delete(path);
  // What is folded or put away is the customer's alone: a browser that fills in an address must not reach it. It is
  // sent all the same. Not before the page is all there: browsers put nothing back into what is disabled.
  let complete = false;
  function seal() {
    if (!complete) return;
    for (const control of controls) control.disabled = control.closest("details:not([open]), [hidden]") !== null;
  }
  form.addEventListener("toggle", seal, true);
  form.addEventListener("formdata", ({ formData }) => {
    for (const control of controls) if (control.disabled) formData.set(control.name, control.value);
  });
  // Links of the summary lead into fields that may have been folded since.
  document.getElementById("problems")?.addEventListener("click", ({ target }) => {
    const control = target.hash && document.getElementById(target.hash.slice(1));
    control?.closest("details")?.setAttribute("open", "");
    seal();
  });

  // Told to screen readers when nothing that has the focus changes.
  const said = element("p", "said");
  said.setAttribute("role", "status");
  form.append(said);

  // A box of one kind (warning, problem) at a control, made, changed or taken away; and its place in the description.
  function box(control, kind, parts) {
    const id = `${control.id}-${kind}`;
    const old = document.getElementById(id);
    const told = parts.map((part) => part.textContent).join(" ");
    if ((old?.textContent ?? "").replace(/\s+/g, " ").trim() === told) return;
    old?.remove();
    if (told) {
      const made = element("div", kind);
      made.id = id;
      made.append(...parts.flatMap((part) => [part, " "]));
      const anchor = kind === "warning" && document.getElementById(`${control.id}-problem`);
      (anchor || control).before(made);
      said.textContent = told;
    }
    const about = (control.getAttribute("aria-describedby") ?? "").split(" ").filter((name) => name && name !== id);
    control.setAttribute("aria-describedby", [...about, ...(told ? [id] : [])].join(" "));
  }

  function problemParts({ rule, path, cfdi, ...mentioned }) {
    const told = text.problems[`${rule}.${path}`] ?? text.problems[rule];
    const parts = [element("p", "", fill(told, { ...mentioned, field: text.labels[path] }))];
    if (cfdi) parts.push(element("p", "why", `${text.reasons[cfdi]} (${cfdi}).`));
    return parts;
  }

  // Problems stand at controls that were left or changed, or that the server has complained of; a gap only there.
  function complain() {
    const found = judge(table, values(), places);
    for (const control of controls) {
      if (!isWrong(control) && !touched.has(control.name)) continue;
      if (told.get(control.name) === control.value) continue;
      const here = found.filter(
        ({ path, rule }) => path === control.name && (rule !== "required" || asked.has(control.name)),
      );
      box(control, "problem", here.flatMap(problemParts));
      if (here.length) control.setAttribute("aria-invalid", "true");
      else control.removeAttribute("aria-invalid");
      control.closest(".field").classList.toggle("wrong", here.length > 0);
    }
  }

  // While it has problems, a control's box may only get better.
  function relieve(control) {
    if (isWrong(control) && !judge(table, values(), places).some(({ path }) => path === control.name)) complain();
  }

  // Sorts out the choices that do not fit: they stand last, under the reason why. They can be chosen all the same: it
  // may be the RFC that is wrong.
  function sort(control) {
    const { value } = control;
    const groups = new Map();
    for (const [group, option] of order.get(control)) {
      const broken = judge(table, { ...values(), [control.name]: option.value }).find(
        ({ path, rule }) => path === control.name && rule in text.not_offered,
      );
      const label = broken ? fill(text.not_offered[broken.rule], broken) : group;
      if (!groups.has(label)) groups.set(label, [broken ? 1 : 0, element("optgroup", "")]);
      groups.get(label)[1].append(option);
    }
    const sorted = [...groups].sort(([, [one]], [, [other]]) => one - other);
    control.replaceChildren(
      ...sorted.flatMap(([label, [, group]]) => (label ? Object.assign(group, { label }) : [...group.children])),
    );
    control.value = value;
  }

  function show() {
    const typed = values();
    const { person, doubtful, suffix, shortened } = hint(table, typed);
    document.getElementById("tax_id-found").textContent = text.persons[person] ?? "";
    const place = typed["address.country"] === table.mexico ? places.get(line(typed["address.zip"])) : "";
    document.getElementById("address-zip-found").textContent = place || "";
    return { doubtful, suffix, shortened };
  }

  function warn() {
    const { doubtful, suffix, shortened } = show();
    const ways = document.getElementById("tax_id-ways");
    if (ways) ways.hidden = !judge(table, values(), places).some(({ rule }) => rule === "rfc_abroad_on_page");
    box(named("tax_id"), "warning", doubtful ? [element("p", "", text.doubtful)] : []);
    const name = named("legal_name");
    const parts = suffix ? [element("p", "", fill(text.suffix, { suffix })), element("button", "plain", fill(text.remove, { suffix }))] : [];
    box(name, "warning", parts);
    const button = document.querySelector("#legal_name-warning button");
    if (button) {
      button.type = "button";
      button.onclick = () => {
        name.value = shortened;
        name.focus();
        warn();
        complain();
      };
    }
  }

  async function locate() {
    const zip = line(named("address.zip").value);
    if (named("address.country").value !== table.mexico || !matchesExactly(table.zip, zip) || places.has(zip)) return;
    try {
      const answer = await fetch(`/zips/${zip}`, { credentials: "omit" });
      if (answer.status === 404) {
        places.set(zip, null);
      } else if (answer.ok) {
        const { state, municipality, city } = await answer.json();
        places.set(zip, [city && city !== state ? city : municipality, state].filter(Boolean).join(", "));
      } else return;
    } catch {
      return;
    }
    show();
    if (places.get(zip)) said.textContent = places.get(zip);
    later();
  }

  // The page asks a customer abroad for other things, in other words.
  const where = () => (named("address.country").value === table.mexico ? "home" : "abroad");
  let regime = "";
  function move() {
    const now = where();
    for (const part of document.querySelectorAll("[data-where]")) part.hidden = part.dataset.where !== now;
    for (const path of table.required.home) named(path).required = table.required[now].includes(path);
    named("address.zip").inputMode = now === "home" ? "numeric" : "text";
    const system = named("tax_system");
    if (now === "abroad") [regime, system.value] = [system.value || regime, ""];
    else system.value ||= regime;
    system.closest(".field").hidden = now === "abroad";
    seal();
  }

  // A box that opens under a pressed finger would move the button away from it: that waits for the finger to go.
  let pressed = false;
  let waiting = false;
  function later() {
    setTimeout(() => {
      waiting = pressed;
      if (pressed) return;
      warn();
      complain();
    });
  }
  addEventListener("pointerdown", () => (pressed = true), true);
  for (const end of ["pointerup", "pointercancel"]) {
    addEventListener(end, () => setTimeout(() => {
      pressed = false;
      if (waiting) later();
    }), true);
  }

  const selects = [named("tax_system"), named("default_invoice_use")];
  const order = new Map();
  for (const select of selects) {
    order.set(select, [...select.options].map((option) => [option.closest("optgroup")?.label ?? "", option]));
  }
  const zip = named("address.zip");
  const known = document.getElementById("address-zip-found").textContent;
  if (known) places.set(line(zip.value), known);
  else if (isWrong(zip) && matchesExactly(table.zip, line(zip.value))) places.set(line(zip.value), null);

  form.addEventListener("input", ({ target }) => {
    show();
    relieve(target);
    if (target === zip) locate();
  });
  form.addEventListener("change", ({ target }) => {
    touched.add(target.name);
    target.value = taken(table, target.name, target.value);
    if (target.name === "address.country") {
      move();
      locate();
    }
    selects.filter((select) => select !== target).forEach(sort);
    later();
  });
  function settle() {
    if (!document.querySelector(`[data-where="${where()}"]:not([hidden])`)) move();
    selects.forEach(sort);
    seal();
    warn();
    said.textContent = "";
    locate();
  }
  settle();
  // Whoever comes back finds what they typed: browsers put it in when all is loaded, and tell nobody.
  addEventListener("pageshow", () => {
    const back = controls.filter((control) => control.value !== initial[control.name]);
    for (const control of back) control.closest("details")?.setAttribute("open", "");
    complete = true;
    if (back.length) settle();
    else seal();
  });

  // A document in place of typing: what it says goes into the fields, and nothing is sent by itself.
  const chooser = document.getElementById("file");
  if (chooser) {
    const offer = chooser.closest("section");
    const told = element("div");
    told.setAttribute("role", "status");
    offer.append(told);
    const tell = (parts, kind = "prefilled") => {
      told.className = kind;
      told.replaceChildren(...parts.map((part) => element("p", "", part)));
    };
    // What this has put into controls: all else that differs from the page as it came was typed.
    const filled = {};
    const system = named("tax_system");
    const systems = order.get(system);
    form.addEventListener("input", ({ target }) => box(target, "read", []));

    // A phone's photo is ten times as large as it needs to be, and may be of a type that the server does not read.
    async function light(file) {
      if (!/^image/.test(file.type) || (file.size < 1e6 && /jpeg|png/.test(file.type))) return file;
      const picture = await createImageBitmap(file);
      const scale = Math.min(1, 2400 / Math.max(picture.width, picture.height));
      const canvas = new OffscreenCanvas(picture.width * scale, picture.height * scale);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      return canvas.convertToBlob({ type: "image/jpeg" });
    }

    async function send(file) {
      if (!file || offer.ariaBusy === "true") return;
      offer.ariaBusy = "true";
      tell([text.document.reading]);
      let answer = {};
      try {
        const body = new FormData();
        body.append("file", await light(file).catch(() => file));
        const headers = { accept: "application/json" };
        answer = await (await fetch(chooser.form.action, { method: "POST", headers, body })).json();
      } catch {
        // Told below.
      }
      offer.ariaBusy = "false";
      chooser.value = "";
      if (answer.fields) take(answer);
      else tell([answer.reason ? answer.message : text.document.failed], "problem");
    }

    function take({ fields, tax_systems, notice, texts, reading }) {
      // The document's regimes stand first; of several none is chosen here, and none is left that it does not have.
      const codes = tax_systems.filter((row) => !row.ended).map((row) => row.code);
      const place = ([, { value }]) => value && (codes.indexOf(value) + 1 || 99);
      const grouped = systems.map(([group, option]) => [codes.includes(option.value) ? texts.regimes : group, option]);
      order.set(system, grouped.sort((one, other) => place(one) - place(other)));
      const read = { "address.country": table.mexico, ...fields };
      if (codes.length > 1 && !fields.tax_system) read.tax_system = codes.includes(system.value) ? system.value : "";
      const all = Object.keys(read);
      const typed = all.filter((path) => {
        const { value } = named(path);
        return ![initial[path], filled[path], ""].includes(value) && legalName(value) !== legalName(read[path]);
      });
      const kept = typed.includes("address.country") ? all : typed;
      form.append(
        Object.assign(named("reading") ?? element("input"), { type: "hidden", name: "reading", value: reading }),
      );
      const put = (paths) => {
        for (const path of paths) {
          const control = named(path);
          control.value = filled[path] = read[path];
          touched.add(path);
          box(control, "read", read[path] && path in fields ? [element("p", "hint", texts.mark)] : []);
        }
        move();
        settle();
        later();
        tell(notice);
      };
      put(all.filter((path) => !kept.includes(path)));
      if (!kept.length) return;
      const replace = element("button", "plain", texts.replace);
      replace.onclick = () => put(kept);
      told.append(element("p", "", fill(texts.kept, { fields: kept.map((path) => text.labels[path]).join(", ") })), replace);
    }

    chooser.addEventListener("change", () => send(chooser.files[0]));
    // Wherever on the page it is dropped: a browser by itself would leave the form for it.
    for (const type of ["dragover", "drop"]) {
      addEventListener(type, (event) => {
        const { files, types } = event.dataTransfer;
        if (!types.includes("Files")) return;
        event.preventDefault();
        send(files[0]);
      });
    }
  }

  // The first touch: the business may see that its customer has begun. Nobody waits for it.
  const begin = () => navigator.sendBeacon(`/tax-info/${location.pathname.split("/")[2]}/started`);
  form.addEventListener("focusin", begin, { once: true });

  // Another language, with everything typed so far: sent to be shown again, not to be saved.
  for (const link of document.querySelectorAll(".languages a")) {
    link.addEventListener("click", (event) => {
      const kept = document.getElementById(link.hash.slice(1));
      if (!kept && JSON.stringify(values()) === JSON.stringify(initial)) return;
      event.preventDefault();
      const button = kept ?? element("button", "said");
      if (!kept) {
        Object.assign(button, { name: "show_again", value: "typed", formAction: link.getAttribute("href") });
        form.append(button);
      }
      button.click();
    });
  }
}

if (globalThis.document) {
  start(document.querySelector("form"), JSON.parse(document.getElementById("rules").textContent));
}
