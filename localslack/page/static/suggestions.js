// The list of completions over the composer.

import {html, useEffect, useRef} from "./vendor/preact.js";

/** The id of one completion, for aria-activedescendant. */
export const choiceId = (list, at) => `${list}-${at}`;

/**
 * @param {object} props
 * @param {string} props.id
 * @param {object[]} props.choices
 * @param {number} props.at the chosen one
 * @param {(choice: object) => void} props.onChoose
 */
export function Suggestions({id, choices, at, onChoose}) {
  const list = useRef(null);
  useEffect(() => list.current.children[at]?.scrollIntoView({block: "nearest"}), [at]);

  return html`<ul class="suggestions" role="listbox" aria-label="Suggestions" id=${id} ref=${list}>
    ${choices.map(
      (choice, index) => html`<li
        key=${choice.key}
        id=${choiceId(id, index)}
        role="option"
        class="suggestion"
        aria-selected=${index === at ? "true" : "false"}
        onMouseDown=${(event) => {
          event.preventDefault();
          onChoose(choice);
        }}
      >
        ${choice.sign}<span class="suggestion-label">${choice.label}</span>
        ${choice.hint && html`<span class="suggestion-hint">${choice.hint}</span>`}
        ${choice.note && html`<span class="suggestion-note">${choice.note}</span>`}
      </li>`,
    )}
  </ul>`;
}
