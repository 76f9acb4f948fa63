/**
 * What the ledger may say again: a job that was lost between claiming a message and posting it leaves the claim to its successor,
 * who claims anew and may ask otherwise; a review is kept anew when people's answers are.
 */
const MAY_REPEAT = /^Review of |^Slack message of .*, (?:to be posted|with another question) \[skip ci\]$/;

/** The subjects of the ledger's commits that stand there again and must not. */
export function findRepeated(ledger: readonly string[]): readonly string[] {
  const steps = ledger.filter((subject) => !MAY_REPEAT.test(subject));
  return steps.filter((subject, index) => steps.indexOf(subject) < index);
}
