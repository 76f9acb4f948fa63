import { CopyBlock } from '../../parts/copy-block.tsx';
import { HubLink } from '../../parts/link.tsx';
import { EMPTY_ID } from './use-kept-focus.ts';

const YAML = `- stage: Production
  jobs:
    - deployment: deploy
      environment: Production # its approvals are asked for here
      strategy:
        runOnce:
          deploy:
            steps:
              - script: ./deploy.sh Production`;

interface NoApprovalsProps {
  readonly show: 'mine' | 'all';
  /** How many wait for anybody. */
  readonly all: number;
  readonly hasWords: boolean;
}

/** What is there instead of a list, and what to do next. */
export function NoApprovals({ show, all, hasWords }: NoApprovalsProps) {
  return (
    <section className="slipway-empty">
      <h2 id={EMPTY_ID} tabIndex={-1} className="slipway-approval-title">
        {titleOf(show, all, hasWords)}
      </h2>
      {!hasWords && all > 0 && (
        <p>
          <HubLink to={{ page: 'approvals', item: [], filters: { show: 'all' } }}>
            See the {all} that {all === 1 ? 'waits' : 'wait'} for others
          </HubLink>
        </p>
      )}
      {!hasWords && all === 0 && (
        <>
          <p>
            Approvals belong to environments: add one under Pipelines, Environments, Approvals and checks, and name the
            environment in a deployment job.
          </p>
          <CopyBlock name="A stage with an environment, in YAML" text={YAML} />
        </>
      )}
    </section>
  );
}

function titleOf(show: 'mine' | 'all', all: number, hasWords: boolean): string {
  if (hasWords) return 'No approval has these words.';
  return show === 'mine' && all > 0 ? 'Nothing waits for you.' : 'Nothing waits for an approval.';
}
