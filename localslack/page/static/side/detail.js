// The whole of one row: what was sent and what was answered.

import {html, useEffect, useLayoutEffect, useRef, useState} from "../vendor/preact.js";
import {JsonTree} from "./json.js";
import {failure} from "./failure.js";

/** @param {{row: object, ask: (frame: object) => Promise<object>}} props */
export function Detail({row, ask}) {
  const [{entry, error}, setFound] = useState({});
  const box = useRef(null);

  // An answer and an acknowledgement can arrive while the details are open.
  useEffect(() => {
    let gone = false;
    const show = (found) => gone || setFound(found);
    ask({do: "detail", number: row.number}).then(
      (reply) => show(reply.ok === false ? {error: failure(reply)} : {entry: reply.entry}),
      (problem) => show({error: failure(problem)}),
    );
    return () => {
      gone = true;
    };
  }, [row.number, row.ok, row.ack_ms]);

  // Opened at the end of the list, it would stay out of sight.
  useLayoutEffect(() => {
    if (entry) box.current.closest("li").scrollIntoView({block: "nearest"});
  }, [Boolean(entry)]);

  if (error) return html`<p class="detail detail-error" role="alert">${error}</p>`;
  if (!entry) return html`<p class="detail" role="status">Loading …</p>`;
  const answered = Object.keys(entry.answer ?? {}).length > 0;
  return html`<div class="detail" ref=${box}>
    <${Section} title="Payload" value=${entry.data ?? {}} />
    ${answered && html`<${Section} title="Answer" value=${entry.answer} />`}
  </div>`;
}

function Section({title, value}) {
  return html`<section class="detail-section">
    <div class="detail-head">
      <h2>${title}</h2>
      <${Copy} title=${title} value=${value} />
    </div>
    <div class="json"><${JsonTree} value=${value} /></div>
  </section>`;
}

function Copy({title, value}) {
  const [said, setSaid] = useState("");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(JSON.stringify(value, null, 2));
      setSaid("Copied");
    } catch {
      setSaid("Your browser did not allow copying");
    }
  };
  return html`<span class="detail-copy">
    <span role="status">${said}</span>
    <button type="button" class="quiet-button" onClick=${copy}>
      Copy<span class="side-hidden">${` the ${title.toLowerCase()}`}</span>
    </button>
  </span>`;
}
