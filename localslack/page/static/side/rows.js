// What the rows of the inspector mean: kinds, filters, figures. Nothing here draws.

const MOST_ROWS = 2000;

/** The kinds a person can filter by. */
export const KINDS = [
  {name: "events", title: "Events and commands"},
  {name: "calls", title: "Web API calls"},
  {name: "sockets", title: "Sockets"},
];

const FROM_APP = new Set(["call", "response_url", "frame_in"]);
const PLUMBING = /^(hello|disconnect)\b/;
const GONE = /\b(gone|closed)\b/;

/** The newest rows, at most `MOST_ROWS` of them. */
export const keep = (trace) => (trace.length > MOST_ROWS ? trace.slice(-MOST_ROWS) : trace);

/** Which filter a row belongs to. */
function kindOf(row) {
  if (row.kind === "call" || row.kind === "response_url") return "calls";
  return carriesEnvelope(row) ? "events" : "sockets";
}

/** Whether the app has to acknowledge the row. */
export const carriesEnvelope = (row) => row.kind === "frame_out" && !PLUMBING.test(row.name);

/** `"in"` to the app, `"out"` from the app, or `""` where it is neither. */
export function direction(row) {
  if (row.kind === "frame_out") return "in";
  return FROM_APP.has(row.kind) ? "out" : "";
}

/** Whether something went wrong with the row. */
export const failed = (row) => Boolean(row.error) || Boolean(row.fault) || row.ok === false;

/**
 * @param {object[]} rows
 * @param {{kinds: Set<string>, text: string, cleared: number}} view
 */
export function filtered(rows, {kinds, text, cleared}) {
  const wanted = text.trim().toLowerCase();
  return rows.filter(
    (row) => row.number > cleared && kinds.has(kindOf(row)) && (!wanted || words(row).includes(wanted)),
  );
}

const words = (row) => `${row.name} ${row.summary} ${row.error} ${row.fault}`.toLowerCase();

/** The figures of the strip at the top. */
export function figures(rows, cleared) {
  const recent = rows.filter((row) => row.number > cleared);
  const calls = recent.filter((row) => kindOf(row) === "calls");
  return {
    questions: recent.filter(isQuestion).length,
    ack: spread(recent.map((row) => row.ack_ms)),
    answer: spread(recent.map((row) => row.answer_ms)),
    calls: calls.length,
    refused: calls.filter((row) => row.ok === false).length,
    connections: open(rows).size,
  };
}

// A retry is the same question once more.
const isQuestion = (row) => row.question && !row.retry;

// The row that opened a connection may be long gone: one that carries frames is open too.
function open(rows) {
  const numbers = new Set();
  for (const {kind, name, connection} of rows) {
    if (connection == null) continue;
    if (kind === "connection" && GONE.test(name)) numbers.delete(connection);
    else if (kind === "connection" || kind === "frame_out") numbers.add(connection);
  }
  return numbers;
}

function spread(values) {
  const sorted = values.filter((value) => value != null).sort((one, other) => one - other);
  if (!sorted.length) return null;
  const half = sorted.length >> 1;
  const median = sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  return {median, worst: sorted.at(-1)};
}
