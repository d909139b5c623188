// What can be completed where the caret stands (a command, a person, a channel), and the list that offers it.

import {html, useEffect, useRef} from "./vendor/preact.js";

const MOST = 8;
const BROADCASTS = [
  {name: "here", note: "everybody who is online"},
  {name: "channel", note: "everybody in this channel"},
];

/**
 * @param {string} text
 * @param {number} caret
 * @param {object} workspace
 * @returns {{from: number, to: number, choices: object[]}|null} what would be replaced, and by what: choices have
 *   `key`, `label`, `note`, `hint` and `insert`
 */
export function complete(text, caret, workspace) {
  const before = text.slice(0, caret);
  const word = /(?:^|\s)([@#])([^\s@#]*)$/.exec(before);
  const command = /^\/[^\s]*$/.exec(before);
  if (command) return offer(0, caret, commands(before, workspace));
  if (!word) return null;
  const [, sign, begun] = word;
  const choices = sign === "@" ? people(begun, workspace) : channels(begun, workspace);
  return offer(caret - begun.length - 1, caret, choices);
}

const offer = (from, to, choices) => (choices.length ? {from, to, choices: choices.slice(0, MOST)} : null);
const starts = (begun, ...names) => {
  const wanted = begun.toLowerCase();
  return names.some((name) => (name ?? "").toLowerCase().split(/[\s,]+/).some((part) => part.startsWith(wanted)));
};

const commands = (begun, {app}) =>
  app.commands
    .filter(({name}) => name.startsWith(begun))
    .map(({name, hint, description}) => ({key: name, label: name, hint, note: description, insert: `${name} `}));

function people(begun, {users, app, usergroups}) {
  const all = [
    {name: app.name, note: "app", key: app.user_id},
    ...users
      .filter(({id, is_bot: isBot}) => id !== app.user_id && !isBot)
      .map(({id, name, real_name: full}) => ({name, note: full, key: id})),
    ...usergroups.map(({id, handle, name}) => ({name: handle, note: name || "user group", key: id})),
    ...BROADCASTS.map(({name, note}) => ({name, note, key: name})),
  ];
  return all
    .filter(({name, note}) => starts(begun, name, note))
    .sort((a, b) => starts(begun, b.name) - starts(begun, a.name))
    .map(({name, note, key}) => ({key, label: `@${name}`, note, insert: `@${name} `}));
}

const channels = (begun, {channels: all}) =>
  all
    .filter(({name}) => name.toLowerCase().includes(begun.toLowerCase()))
    .map(({id, name, purpose}) => ({key: id, label: `#${name}`, note: purpose, insert: `#${name} `}));

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
