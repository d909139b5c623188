// The figures over the rows; times and failures as people read them.

import {html} from "../vendor/preact.js";

/** @param {{totals: ReturnType<typeof import("./rows.js").figures>}} props */
export function Summary({totals}) {
  const {questions, ack, answer, calls, refused, connections} = totals;
  return html`<dl class="figures">
    <${Figure} name="Questions in" value=${questions} />
    <${Figure} name="Acknowledged" ...${median(ack)} tone=${ackTone(ack?.worst)} />
    <${Figure} name="Answered" ...${median(answer)} />
    <${Figure} name="Calls" value=${calls} />
    <${Figure} name="Refused" value=${refused} tone=${refused ? "bad" : ""} />
    <${Figure} name="Connections" value=${connections} more="open" />
  </dl>`;
}

function Figure({name, value, more = "", worst = "", tone = ""}) {
  const toned = tone ? `tone-${tone}` : "";
  return html`<div class="figure">
    <dt>${name}</dt>
    <dd>
      <span class=${worst ? "" : toned}>${value}</span> ${more && html`<small>${more}</small>`}
      ${worst && html`<small class=${`figure-worst ${toned}`}>${worst}</small>`}
    </dd>
  </div>`;
}

function median(spread) {
  if (!spread) return {value: "–"};
  return {value: duration(spread.median), more: "median", worst: `worst ${duration(spread.worst)}`};
}

/** Slack wants to hear within 3 seconds and asks again if it does not. */
export function ackTone(ms) {
  if (ms == null || ms <= 1000) return "";
  return ms > 3000 ? "bad" : "warn";
}

const two = (number) => String(number).padStart(2, "0");

/** `3.2 ms`, `48 ms`, `1.2 s`. */
export function duration(ms) {
  if (ms < 9.95) return `${Number(ms.toFixed(1))} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  return `${(ms / 1000).toFixed(ms < 9950 ? 1 : 0)} s`;
}

/** `14:03:27.041`, in the time zone of the reader. */
export function clock(seconds) {
  const at = new Date(seconds * 1000);
  const thousandths = String(at.getMilliseconds()).padStart(3, "0");
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${thousandths}`;
}

/** @param {{error?: string, message?: string}|undefined} problem a refusal, or an error that was thrown */
export function failure(problem) {
  return problem?.error || problem?.message || "That did not work. Try again.";
}
