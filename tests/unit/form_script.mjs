// Asks the form's script for its verdicts: JSON in (the rule table and what was typed, many times), JSON out.

import { hint, judge, legalName, meant } from "../../templates/form.mjs";

let text = "";
for await (const chunk of process.stdin) text += chunk;
const { table, forms, unknown_zips } = JSON.parse(text);
const places = new Map(unknown_zips.map((zip) => [zip, null]));
const answers = forms.map((typed) => ({
  verdicts: judge(table, typed, places).map(({ rule, path }) => [path, rule]),
  hint: hint(table, typed),
  legal_name: legalName(meant(table, "legal_name", typed.legal_name ?? "")),
}));
process.stdout.write(JSON.stringify(answers));
