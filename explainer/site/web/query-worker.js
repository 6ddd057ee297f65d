// Puts queries to the database in a thread of its own, so that one without an end can be stopped while the page lives on.
// WebAssembly is admitted by the policy that is sent with this file; that in the page's meta element admits none (headers.py).
const KEPT = 100000; // rows of an answer: many more would fill the memory of a phone
let file, Database;

async function open({ library, wasm, database }) {
  importScripts(library);
  const found = fetch(database).then((answer) => (answer.ok ? answer.arrayBuffer() : Promise.reject(answer)));
  const [sqlite, bytes] = await Promise.all([initSqlJs({ locateFile: () => wasm }), found]);
  ({ Database } = sqlite);
  return new Uint8Array(bytes);
}

// What the last statement gives that gives anything. Each query has a database of its own, which it may change as it likes.
function answer(sql) {
  const base = new Database(file);
  let found = { columns: [], rows: [], more: false };
  for (const statement of base.iterateStatements(sql)) {
    const [columns, rows] = [statement.getColumnNames(), []];
    let more = statement.step();
    for (; more && rows.length < KEPT; more = statement.step()) rows.push(statement.get());
    if (columns.length) found = { columns, rows, more };
  }
  base.close();
  return found;
}

onmessage = async ({ data }) => {
  try {
    file ??= await open(data);
  } catch {
    postMessage({ lost: true });
    return;
  }
  try {
    postMessage(answer(data.sql));
  } catch ({ message: error }) {
    postMessage({ error });
  }
};
