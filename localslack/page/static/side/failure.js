// A sentence for whatever went wrong with a question to the server.

/** @param {{error?: string, message?: string}|undefined} problem a refusal, or an error that was thrown */
export function failure(problem) {
  return problem?.error || problem?.message || "That did not work. Try again.";
}
