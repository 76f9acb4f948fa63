import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { addRelease, renameRelease } from '../../../src/release/notes/changelog.ts';
import { renderChangelogBody } from '../../../src/release/notes/changelog-body.ts';
import { ledgerChangeOf, ticketOf } from './release-of.ts';

const section = { version: '1.4.0', date: '2026-03-02', body: '### Added\n\n- Search\n\n### Fixed\n\n- A typo' };
const ADDED = '## [1.4.0] - 2026-03-02\n\n### Added\n\n- Search\n\n### Fixed\n\n- A typo\n';

describe('A changelog', () => {
  it('is made when there is none', () => {
    const made = addRelease(undefined, section);
    assert.match(made, /^# Changelog\n\nAll notable changes[^]+\n\n## \[Unreleased\]\n\n## \[1\.4\.0\] - 2026-03-02\n/);
    assert.ok(made.endsWith(ADDED));
    assert.equal(addRelease(' \n', section), made);
  });

  it('takes over what people wrote under Unreleased, before what was generated', () => {
    const existing = `# Changelog

## [Unreleased]

A word before.

### Fixed

- By hand,
  on two lines

### Security

- A hole

### Changed

## [1.3.0] - 2026-01-01

### Added

- Old
`;
    assert.equal(
      addRelease(existing, section),
      `# Changelog

## [Unreleased]

### Changed

## [1.4.0] - 2026-03-02

A word before.

### Fixed

- By hand,
  on two lines
- A typo

### Security

- A hole

### Added

- Search

## [1.3.0] - 2026-01-01

### Added

- Old
`,
    );
  });

  it('does not list twice what people wrote in the same words', () => {
    const added = addRelease('# C\n\n## [Unreleased]\n\n### Added\n\n- Search\n', section);
    assert.equal(added.split('- Search').length, 2);
  });

  it('leaves a release alone that is there, however it is headed', () => {
    for (const heading of [
      '## [1.4.0] - 2020-01-01',
      '## 1.4.0',
      '# v1.4.0 (2020)',
      '### [v1.4.0](https://x)',
      '1.4.0\n-----',
    ]) {
      const existing = `# Changelog\n\n## [Unreleased]\n\n- x\n\n${heading}\n\nby hand  \n`;
      assert.equal(addRelease(existing, section), existing);
    }
    for (const heading of ['## [1.4.0-rc.1]', '## 11.4.0', '```\n## [1.4.0]\n```', '<!--\n## [1.4.0]\n-->']) {
      assert.notEqual(addRelease(`# Changelog\n\n${heading}\n`, section), `# Changelog\n\n${heading}\n`, heading);
    }
  });

  it('keeps line ends, the mark at the beginning and a missing line end', () => {
    const added = addRelease('\uFEFF# Changelog\r\n\r\n## [Unreleased]\r\n- a  \r\n\r\n## [1.3.0]\r\n- b', section);
    assert.equal(
      added,
      `\uFEFF${'# Changelog\n\n## [Unreleased]\n\n## [1.4.0] - 2026-03-02\n\n- a  \n\n### Added\n\n- Search\n\n### Fixed\n\n- A typo\n\n## [1.3.0]\n- b'.replace(/\n/g, '\r\n')}`,
    );
    assert.equal(addRelease('# Changelog', section), `# Changelog\n\n${ADDED}`);
  });

  it('goes on with the addresses at the bottom', () => {
    const base = 'https://example.com/compare';
    const links = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join('');
    const existing = `# C\n\n## [Unreleased]\n\n## [1.3.0]\n\n- x\n\n${links([
      `[unreleased]: ${base}/v1.3.0...HEAD`,
      `[1.3.0]: ${base}/v1.2.10...v1.3.0`,
      `[1.2.10]: ${base}/v1.2.1...v1.2.10`,
    ])}`;
    assert.ok(
      addRelease(existing, section).endsWith(
        links([
          `[unreleased]: ${base}/v1.4.0...HEAD`,
          `[1.4.0]: ${base}/v1.3.0...v1.4.0`,
          `[1.3.0]: ${base}/v1.2.10...v1.3.0`,
          `[1.2.10]: ${base}/v1.2.1...v1.2.10`,
        ]),
      ),
    );
    const azure = (from: string, to: string) =>
      `https://dev.azure.com/o/p/_git/r/branchCompare?baseVersion=GTv${from}&targetVersion=GTv${to}`;
    const repos = `# C\n\n## [1.3.0]\n\n[1.3.0]: ${azure('1.2.0', '1.3.0')}\n[1.2.0]: ${azure('1.1.0', '1.2.0')}`;
    assert.ok(
      addRelease(repos, section).includes(
        `\n[1.4.0]: ${azure('1.3.0', '1.4.0')}\n[1.3.0]: ${azure('1.2.0', '1.3.0')}\n`,
      ),
    );
    assert.ok(!addRelease('# C\n\n[docs]: https://example.com\n', section).includes('[1.4.0]:'));
  });

  it('puts the release on top of a file that has its own style', () => {
    assert.equal(addRelease('# History\n\n# 1.3.0\n\n* old\n', section), `# History\n\n${ADDED}\n# 1.3.0\n\n* old\n`);
    assert.equal(addRelease('# History\nWords.\n', section), `# History\n\n${ADDED}\nWords.\n`);
    assert.equal(addRelease('History\n=======\n\n* old\n', section), `History\n=======\n\n${ADDED}\n* old\n`);
    assert.equal(addRelease('* old\n', section), `${ADDED}\n* old\n`);
  });

  it('never loses a line, and the second time does nothing', () => {
    const line = fc.oneof(
      fc.constantFrom(
        '# Changelog',
        '## [Unreleased]',
        '## Unreleased',
        '## [1.3.0] - 2026-01-01',
        '## 1.2.0',
        '### Added',
        '### Fixed',
        '### added',
        '- a',
        '- Search',
        '  b',
        '',
        '```',
        '~~~',
        '<!-- x',
        '-->',
        '=====',
        '[1.3.0]: https://example.com/v1.2.0...v1.3.0',
        '[1.2.0]: https://example.com/v1.2.0',
        '[docs]: https://example.com',
      ),
      fc.string({ maxLength: 12 }).filter((text) => !/[\r\n]/.test(text)),
    );
    const file = fc
      .record({ lines: fc.array(line, { maxLength: 30 }), eol: fc.constantFrom('\n', '\r\n'), bom: fc.boolean() })
      .map(({ lines, eol, bom }) => (bom ? '\uFEFF' : '') + lines.join(eol));
    fc.assert(
      fc.property(file, (existing) => {
        const added = addRelease(existing, section);
        assert.equal(addRelease(added, section), added);
        const present = new Set(added.replace(/^\uFEFF/, '').split(/\r?\n/));
        for (const one of existing
          .replace(/^\uFEFF/, '')
          .split(/\r?\n/)
          .filter((text) => text.trim() !== '')) {
          // A heading of the same name, in other letters, is one.
          if (!/^###\s+\w/.test(one)) assert.ok(present.has(one), JSON.stringify(one));
        }
        assert.ok(added.includes('## [1.4.0] - 2026-03-02'));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('The body of a section', () => {
  it('stands under the headings of Keep a Changelog, without what matters to nobody', () => {
    const body = renderChangelogBody({
      changes: [
        ledgerChangeOf({ title: 'feat(api)!: drop v1', bump: 'major', pullRequest: 1 }),
        ledgerChangeOf({ title: 'feat: search', bump: 'minor', pullRequest: 2, tickets: [ticketOf({ key: 'ABC-1' })] }),
        ledgerChangeOf({ title: 'fix: typo', pullRequest: 3 }),
        ledgerChangeOf({ title: 'chore: tidy', bump: 'none', because: 'none: chore', pullRequest: 4 }),
        ledgerChangeOf({
          title: 'Revert "feat: old"',
          because: 'patch: reverts 1234567 of an earlier release',
          pullRequest: 5,
        }),
        ledgerChangeOf({
          title: 'feat: gone',
          bump: 'none',
          because: 'none: reverted by pull request 7',
          pullRequest: 6,
        }),
        ledgerChangeOf({ title: 'security: a hole', pullRequest: 8 }),
      ],
    });
    assert.equal(
      body,
      `### Added

- search (pull request 2, [ABC-1](https://jira.example/browse/ABC-1))

### Changed

- **Breaking:** **api:** drop v1 (pull request 1)

### Removed

- Revert "feat: old" (pull request 5)

### Fixed

- typo (pull request 3)

### Security

- a hole (pull request 8)`,
    );
  });

  it('lists chores when there is nothing else', () =>
    assert.equal(
      renderChangelogBody({
        changes: [ledgerChangeOf({ title: 'chore: tidy', bump: 'none', because: 'none: chore' })],
      }),
      '### Changed\n\n- tidy (pull request 7)',
    ));
});

describe('A release that got another version', () => {
  const text = `# Changelog

## [1.2.0] - 2026-02-01

- Was 1.2.0 once

\`\`\`
## [1.2.0]
\`\`\`

## [1.1.0] - 2026-01-01

[1.2.0]: https://x/compare/v1.1.0...v1.2.0
[1.1.0]: https://x/compare/v1.0.0...v1.1.0
`;

  it('gets it in heading and address, and nowhere else', () =>
    assert.equal(
      renameRelease(text, '1.2.0', '1.3.0'),
      text
        .replace('## [1.2.0] - ', '## [1.3.0] - ')
        .replace('[1.2.0]: https://x/compare/v1.1.0...v1.2.0', '[1.3.0]: https://x/compare/v1.1.0...v1.3.0'),
    ));

  it('stays as it is when that version stands there already, or its own does not', () => {
    assert.equal(renameRelease(text, '1.2.0', '1.1.0'), text);
    assert.equal(renameRelease(text, '1.9.0', '2.0.0'), text);
  });
});
