import { Button } from 'azure-devops-ui/Button';
import { MessageCard, MessageCardSeverity } from 'azure-devops-ui/MessageCard';
import type { HubProblem, ProblemKind } from '../host/hub-problem.ts';

/** Says what could not be read or done, why, and what to do; trying again is one click. */
export function ProblemCard({ problem, retry }: { readonly problem: HubProblem; readonly retry?: () => void }) {
  const { title, remedy, detail } = describeProblem(problem.what, problem.problem);
  return (
    <div className="slipway-problem">
      {/* An alert by itself: inside of another one it would be read out twice. */}
      <MessageCard severity={MessageCardSeverity.Error}>
        <div>
          <div className="slipway-problem-title">{title}</div>
          <div>{remedy}</div>
          {detail !== '' && (
            <div className="slipway-quiet" dir="auto">
              {detail}
            </div>
          )}
        </div>
      </MessageCard>
      {retry && <Button text="Try again" onClick={retry} />}
    </div>
  );
}

interface Description {
  readonly title: string;
  readonly remedy: string;
  readonly detail: string;
}

/** For people: what is wrong, what to do, and what Azure DevOps said. */
export function describeProblem(what: string, problem: ProblemKind): Description {
  switch (problem.kind) {
    case 'signedOut':
      return {
        title: `Your session has ended: ${what} was not read.`,
        remedy: 'Sign in again and reload the page.',
        detail: '',
      };
    case 'forbidden':
      return {
        title: `You may not see or change ${what}.`,
        remedy: 'Ask an administrator of the project for the permission that Azure DevOps names.',
        detail: problem.detail,
      };
    case 'missing':
      return {
        title: `There is no such thing: ${what}.`,
        remedy: 'It was deleted or renamed, or your account may not see it.',
        detail: problem.detail,
      };
    case 'busy':
      return {
        title: `Azure DevOps asks for a pause: ${what} was not read.`,
        remedy: problem.seconds === undefined ? 'Try again in a minute.' : `Try again in ${problem.seconds} seconds.`,
        detail: '',
      };
    case 'slow':
      return {
        title: `No answer in time: ${what}.`,
        remedy: 'Azure DevOps or the network is slow. Try again.',
        detail: '',
      };
    case 'offline':
      return {
        title: `No connection: ${what} was not read.`,
        remedy: 'See whether you are online, then try again.',
        detail: '',
      };
    case 'unreadable':
      return {
        title: `Not understood: ${what}.`,
        remedy: 'It was changed by hand or by a newer Slipway.',
        detail: problem.detail,
      };
    case 'refused':
      return {
        title: `Azure DevOps refused ${what} (${problem.status}).`,
        remedy: 'Try again.',
        detail: problem.detail,
      };
    case 'bug':
      return {
        title: `Slipway failed at ${what}.`,
        remedy: 'That is a fault of Slipway: please report it.',
        detail: problem.detail,
      };
  }
}
