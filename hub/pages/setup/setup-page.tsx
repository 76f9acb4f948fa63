import '../../parts/layout.css';
import './setup.css';
import { findSetup, groupFindings, type Report } from '../../data/setup.ts';
import { runUrl } from '../../data/web-links.ts';
import { useHub } from '../../hub-context.ts';
import { CopyBlock } from '../../parts/copy-block.tsx';
import { OutLink } from '../../parts/link.tsx';
import { Loading } from '../../parts/loading.tsx';
import { ProblemCard } from '../../parts/problem-card.tsx';
import { State } from '../../parts/state.tsx';
import type { Told } from '../../parts/tone.ts';
import { useLoad } from '../../parts/use-load.ts';
import { When } from '../../parts/when.tsx';
import { Words } from '../../parts/words.tsx';
import { DOCTOR_YAML } from './first-file.ts';

const WHAT = 'what the doctor found';
type Finding = Report['findings'][number];

/** Whether everything that the pipelines need is in place, as SlipwayDoctor last saw it. */
export default function SetupPage() {
  const { host, rest } = useHub();
  const project = host.project.name;
  const { value, ...found } = useLoad({ key: project, what: WHAT }, async (signal) => ({
    setup: await findSetup(rest, { project, signal }),
  }));
  return (
    <>
      {found.problem && <ProblemCard problem={found.problem} retry={found.reload} />}
      {value === undefined && found.loading && <Loading what={WHAT} />}
      {value !== undefined && value.setup === undefined && <NeverLooked />}
      {value?.setup && (
        <>
          <p role="status">
            <State {...OVERALL[value.setup.report.status]} /> in <bdi>{value.setup.report.repository}</bdi>, looked at{' '}
            <When at={value.setup.report.lookedAt} /> by{' '}
            <OutLink href={runUrl({ baseUrl: host.baseUrl, project }, value.setup.run)}>run {value.setup.run}</OutLink>;
            to look again, run its pipeline.
          </p>
          <Groups report={value.setup.report} />
        </>
      )}
    </>
  );
}

function NeverLooked() {
  return (
    <>
      <h2>The doctor has not looked yet</h2>
      <p>
        Run the pipeline below once, and best once a week: what it finds stands here, with what to do about it. It only
        reads.
      </p>
      <CopyBlock name="a pipeline that runs SlipwayDoctor" text={DOCTOR_YAML} />
    </>
  );
}

const OVERALL: Readonly<Record<Report['status'], Told>> = {
  ok: { tone: 'good', words: 'Everything is in place' },
  warnings: { tone: 'warning', words: 'It works, with something to look at' },
  problems: { tone: 'bad', words: 'Something does not work' },
};

const STATUSES: Readonly<Record<Finding['status'], Told>> = {
  ok: { tone: 'good', words: 'OK' },
  warning: { tone: 'warning', words: 'Warning' },
  problem: { tone: 'bad', words: 'Problem' },
  unknown: { tone: 'warning', words: 'Not known' },
};

/** What is in order is folded away, unless a group has nothing else to say. */
function Groups({ report }: { readonly report: Report }) {
  return groupFindings(report).map(({ area, findings }) => {
    const open = findings.filter(({ status }) => status !== 'ok');
    const fine = findings.filter(({ status }) => status === 'ok');
    return (
      <section key={area} className="slipway-section" aria-labelledby={`area-${area}`}>
        <h2 id={`area-${area}`}>{`${area.charAt(0).toUpperCase()}${area.slice(1)}`}</h2>
        <List findings={open} />
        {fine.length > 0 && (
          <details>
            <summary>{fine.length} in order</summary>
            <List findings={fine} />
          </details>
        )}
      </section>
    );
  });
}

function List({ findings }: { readonly findings: readonly Finding[] }) {
  if (findings.length === 0) return null;
  return (
    <ul className="slipway-findings">
      {findings.map(({ id, status, title, detail, remedy }, index) => (
        <li key={`${id} ${index}`}>
          <State {...STATUSES[status]} /> <b dir="auto">{title}</b>
          <div>
            <Words text={detail} most={600} />
          </div>
          {remedy !== undefined && (
            <div className="slipway-remedy">
              <Linked text={remedy} />
            </div>
          )}
        </li>
      ))}
    </ul>
  );
}

/** Remedies name pages by their whole address. */
function Linked({ text }: { readonly text: string }) {
  return text.split(/(https?:\/\/[^\s<>"')]+[^\s<>"').,;:])/).map((part, index) =>
    index % 2 === 1 ? (
      <OutLink key={index} href={part}>
        {part}
      </OutLink>
    ) : (
      <bdi key={index}>{part}</bdi>
    ),
  );
}
