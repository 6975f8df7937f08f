// Asks the form's script for its verdicts: JSON in (the rule table and what was typed, many times), JSON out.

import { hint, judge, legalName, taken } from "../../templates/form.mjs";

let text = "";
for await (const chunk of process.stdin) text += chunk;
const { table, forms, unknown_zips, entities } = JSON.parse(text);

// Of a browser's parser, what the script asks of it: HTML's list of entities comes along.
globalThis.DOMParser = class {
  parseFromString(html) {
    const textContent = html.slice(3, -4).replace(/&(#?\w+;)/, (found, name) => {
      if (name[0] !== "#") return entities[name] ?? found;
      const code = /^#x/i.test(name) ? parseInt(name.slice(2), 16) : parseInt(name.slice(1), 10);
      if (code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return "\ufffd";
      return String.fromCodePoint(code);
    });
    return { body: { textContent } };
  }
};

const places = new Map(unknown_zips.map((zip) => [zip, null]));
const answers = forms.map((typed) => ({
  verdicts: judge(table, typed, places).map(({ rule, path }) => [path, rule]),
  hint: hint(table, typed),
  legal_name: legalName(taken(table, "legal_name", typed.legal_name ?? "")),
  taken: Object.fromEntries(Object.entries(typed).map(([name, value]) => [name, taken(table, name, value)])),
}));
process.stdout.write(JSON.stringify(answers));
