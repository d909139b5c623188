// What can be said about a form before it is sent.

import {controlsOf, isEmpty} from "./values.js";

const MISSING = "Please complete this required field.";

/**
 * @param {object[]} blocks of the view
 * @param {(blockId: string, element: object) => unknown} held
 * @returns {Object<string, string>} block ids with what is wrong
 */
export function problemsOf(blocks, held) {
  const found = {};
  for (const {block, element} of controlsOf(blocks)) {
    if (block.type !== "input") continue;
    const value = held(block.block_id ?? "", element);
    const wrong = isEmpty(value) ? !block.optional && MISSING : RULES[element.type]?.(value, element);
    if (wrong) found[block.block_id ?? ""] = wrong;
  }
  return found;
}

const RULES = {
  email_text_input: (text) => !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text) && "Please enter a valid email address.",
  url_text_input: (text) => !URL.canParse(text) && "Please enter a valid URL.",
  plain_text_input: (text, {min_length: least}) =>
    least && text.length < least && `Please enter at least ${least} characters.`,
  number_input: (text, {is_decimal_allowed: decimal, min_value: least, max_value: most}) => {
    if (!/^-?\d+(\.\d+)?$/.test(text)) return "Please enter a number.";
    if (!decimal && text.includes(".")) return "Please enter a whole number.";
    if (least && Number(text) < Number(least)) return `Please enter a number of at least ${least}.`;
    return most && Number(text) > Number(most) && `Please enter a number of at most ${most}.`;
  },
};
