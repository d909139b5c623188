// The figures at the top of the inspector.

import {html} from "../vendor/preact.js";
import {duration} from "./words.js";

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
