// Calls methods of the official SDK for tests written in Python: one JSON command a line on stdin, one JSON result a
// line on stdout. Errors of the SDK are results; only a mistake in here ends the process.

const readline = require("node:readline");

// What went over the wire in the current call. Both SDKs take hold of the global fetch when they are loaded.
let exchanges = [];
const realFetch = globalThis.fetch;
globalThis.fetch = async (url, options) => {
  const response = await realFetch(url, options);
  exchanges.push({
    scheme: String(new Headers(options.headers).get("authorization")).split(" ")[0],
    body_sent: typeof options.body === "string" ? options.body : null,
    status: response.status,
    content_type: response.headers.get("content-type"),
    log_id: response.headers.get("x-facturapi-log-id"),
  });
  return response;
};

const clients = { current: require("facturapi"), basic: require("facturapi-basic") };

async function call({ sdk, key, base_url, headers, resource, method, arguments: given }) {
  const { default: Facturapi } = clients[sdk];
  const client = new Facturapi(key, { headers });
  client.BASE_URL = base_url;
  if (method === "methods of the resource") {
    const names = Object.getOwnPropertyNames(Object.getPrototypeOf(client[resource]));
    return { names: names.filter((name) => name !== "constructor" && !name.startsWith("_")) };
  }
  return client[resource][method](...given.map(meant));
}

// JSON has no undefined: null stands for an argument that is left out. Nor has it files: they come in base64.
function meant(argument) {
  return argument?.file_in_base64 ? Buffer.from(argument.file_in_base64, "base64") : (argument ?? undefined);
}

function told(error) {
  const { name, message, status, code, path, location, errors, logId } = error;
  return { name, message, status, code, path, location, errors, logId };
}

async function main() {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    exchanges = [];
    let result;
    try {
      result = { value: await call(JSON.parse(line)) };
    } catch (error) {
      result = { error: told(error) };
    }
    process.stdout.write(JSON.stringify({ ...result, exchanges }) + "\n");
  }
}

main();
