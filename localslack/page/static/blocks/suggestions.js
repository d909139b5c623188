// The options an app offers while somebody types.

import {useEffect, useRef, useState} from "../vendor/preact.js";
import {answered, sentence} from "./deed.js";
import {groupsOf} from "./options.js";
import {useScene} from "./scene.js";

const PAUSE = 150;
// Slack's own, where a menu says nothing.
const LEAST = 3;

/**
 * @param {object} element an external select menu
 * @param {string} typed
 * @param {boolean} open nothing is asked while it is closed
 * @returns {{groups: object[], status: string, failed: boolean}}
 */
export function useSuggestions(element, typed, open) {
  const {env, on, blockId} = useScene();
  const [state, setState] = useState({groups: [], status: "", failed: false});
  const turn = useRef(0);
  const least = element.min_query_length ?? LEAST;

  useEffect(() => {
    const mine = ++turn.current;
    if (!open) return undefined;
    if (typed.length < least) {
      const status = least > 1 ? `Type ${least} or more characters` : "Type to search";
      setState({groups: [], status, failed: false});
      return undefined;
    }
    setState((old) => ({...old, status: "Searching…", failed: false}));
    const ask = async () => {
      let next;
      try {
        const answer = answered(await env.suggest({on, action_id: element.action_id, block_id: blockId, typed}));
        const groups = groupsOf(answer ?? {}).filter((group) => group.choices.length);
        next = {groups, status: groups.length ? "" : "No results", failed: false};
      } catch (failure) {
        next = {groups: [], status: sentence(failure), failed: true};
      }
      if (mine === turn.current) setState(next); // a later question has its own answer
    };
    const timer = setTimeout(ask, PAUSE);
    return () => clearTimeout(timer);
  }, [open, typed]);
  useEffect(() => () => (turn.current += 1), []);
  return state;
}
