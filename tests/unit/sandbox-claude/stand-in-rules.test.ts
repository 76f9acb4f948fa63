import { describe, it } from 'mocha';
import assert from 'node:assert/strict';
import { findProblems, findUnknownCalls } from '../../../sandbox/claude/stand-in/find-problems.ts';
import { parsePromptDiff } from '../../../sandbox/claude/stand-in/prompt-diff.ts';

/** Findings for a file whose lines all were added. */
function problemsIn(lines: readonly string[], path = 'src/a.ts', foundAsync: readonly string[] = []) {
  return findProblems(parsePromptDiff(diffOf(lines, path)), foundAsync);
}

const diffOf = (lines: readonly string[], path: string) =>
  [`=== file: ${path} (modified)`, '@@', ...lines.map((line, i) => `${i + 1} +${line}`)].join('\n');

const CAUGHT: readonly (readonly [what: string, line: string, replacement: string | null, path?: string])[] = [
  ['a key that was not masked', `const key = '${['ghp', 'a1B2'.repeat(9)].join('_')}';`, null],
  ['a masked secret of a settings file', 'key = ‹secret:azure-storage-key›', null, 'app.ini'],
  ['a TODO of Python', 'x = 1  # TODO: handle the rest', null, 'a.py'],
  ['SQL from parts in Java', '  query("SELECT * FROM users WHERE id = " + id);', null, 'src/A.java'],
  ['an empty catch of C#', '  catch (Exception error) { }', null, 'src/A.cs'],
  ['unverified TLS in Python', '  requests.get(url, verify=False)', '  requests.get(url, verify=True)', 'a.py'],
  ['code behind a comment', '  /* here */ return eval(input);', null],
  ['code behind a division', "  if (a / b == 'x/y') {", "  if (a / b === 'x/y') {"],
  ['a masked secret', "const key = '‹secret:github-token›';", null],
  ['a password', "  password: 'hunter2hunter2',", null],
  ['debugger', '  debugger;', null],
  ['console output', "  console.log('here', value);", null],
  ['an empty catch', '  } catch (error) {}', null],
  ['a loose comparison', "  if (a == 'x' || b != c) {", "  if (a === 'x' || b !== c) {"],
  ['a TODO', '  // TODO: handle the rest', null],
  ['SQL from parts', "  db.query('SELECT * FROM users WHERE id = ' + id);", null],
  ['SQL from a template', '  db.query(`DELETE FROM users WHERE id = ${user.id}`);', null],
  ['eval', '  return eval(input);', null],
  ['new Function', "  const run = new Function('x', body);", null],
  [
    'TLS off',
    '  agent: new Agent({ rejectUnauthorized: false }),',
    '  agent: new Agent({ rejectUnauthorized: true }),',
  ],
  ['TLS off for all', "process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';", null],
];

const CLEAN: readonly (readonly [what: string, line: string, path?: string])[] = [
  ['a comparison with null', '  if (a == null || undefined != b) {'],
  ['strict comparisons', '  if (a === 1 && b !== 2 && c <= 3 && (() => d >= 4)) {'],
  ['a comparison of types', "  if (typeof a == 'string') {"],
  ['a line that a machine wrote', `eval(x);${' '.repeat(1000)}`],
  ['text about SQL', '  "SELECT * FROM users WHERE id = " + id', 'README.md'],
  ['text about TLS', '  rejectUnauthorized: false', 'README.md'],
  ['eval of another language', '  eval(expression)', 'a.py'],
  ['a catch of prose', '  catch (error) {}', 'README.md'],
  ['a catch that does something on the same line', '  } catch (error) { report(error);', 'src/a.ts'],
  ['a comparison in a string', "  const text = 'a == b';"],
  ['a comparison in a comment', '  next(); // when a == b'],
  ['a comparison in a pattern', '  const pattern = /["`]a == b/;'],
  ['a comparison in C#', '  if (a == b) {', 'src/A.cs'],
  ['console output of a command line', "console.log('done');", 'src/cli/main.ts'],
  ['console output of a test', "console.log('done');", 'src/a.test.ts'],
  ['a TODO with a ticket', '  // TODO SHIP-12: handle the rest'],
  ['a TODO in a string', "  const label = 'TODO';"],
  ['a catch that says why', '  } catch { /* the file may be gone */ }'],
  ['SQL with parameters', "  db.query('SELECT * FROM users WHERE id = $1', [id]);"],
  ['a tagged template', '  await sql`SELECT * FROM users WHERE id = ${id}`;'],
  ['a constant in SQL', '  db.query(`SELECT * FROM ${TABLE} WHERE id = $1`, [id]);'],
  ['a method named eval', '  await redis.eval(script);'],
  ['a placeholder', "  password: '<your password here>',"],
  ['a password read from the environment', "  password: process.env['PASSWORD'],"],
  ['a password of a test', "  password: 'hunter2hunter2',", 'tests/login.ts'],
  ['a word of SQL in a message', "  log('Select one from the list of ' + names);"],
  ['an unchanged line', '  debugger;'],
];

describe('the stand-in', () => {
  for (const [what, line, replacement, path = 'src/a.ts'] of CAUGHT) {
    it(`finds ${what}`, () => {
      const [finding, ...more] = problemsIn(['const before = 1;', line], path);
      assert.deepEqual(more, []);
      assert.ok(finding);
      assert.deepEqual(
        [finding.path, finding.side, finding.startLine, finding.endLine, finding.quote, finding.replacement],
        [path, 'new', 2, 2, line, replacement],
      );
    });
  }

  for (const [what, line, path] of CLEAN) {
    it(`leaves ${what} alone`, () => {
      const shown =
        what === 'an unchanged line' ? parsePromptDiff(`=== file: a.ts (modified)\n12  ${line}`) : undefined;
      assert.deepEqual(shown ? findProblems(shown, []) : problemsIn([line], path), []);
    });
  }

  it('finds a catch that is empty over several lines', () => {
    const [finding] = problemsIn(['try {', '  run();', '} catch (error) {', '}']);
    assert.deepEqual([finding?.startLine, finding?.endLine, finding?.quote], [3, 4, '} catch (error) {\n}']);
  });

  it('takes a catch with something in it for handled', () => {
    assert.deepEqual(problemsIn(['} catch (error) {', '  report(error);', '}']), []);
    assert.deepEqual(problemsIn(['} catch {', '  // It may be gone.', '}']), []);
  });

  it('sees no code inside comments and templates that go on', () => {
    assert.deepEqual(
      problemsIn(['/*', ' debugger', '  if (a == b) {', '*/', 'const t = `', '  eval(x) a == b', '`;']),
      [],
    );
  });

  it('finds a call of an async function that nobody waits for, and awaits it where it can', () => {
    const lines = [
      'async function save() {}',
      'async function run() {',
      '  if (ready) {',
      '    count(x => {',
      '    });',
      '    save();',
      '  }',
      '}',
    ];
    const [finding, ...more] = problemsIn(lines);
    assert.deepEqual([finding?.startLine, finding?.replacement], [6, '    await save();']);
    assert.deepEqual(more, []);
    assert.equal(problemsIn(['async function save() {}', 'function run() {', '  save();', '}'])[0]?.replacement, null);
  });

  it('takes awaited, returned, handed on and handled promises as they are', () => {
    const uses = ['await save();', 'return save();', 'void save();', 'save().catch(report);', 'const p = save();'];
    assert.deepEqual(problemsIn(['async function save() {}', ...uses]), []);
    assert.deepEqual(problemsIn(['async function save() {}', 'await Promise.all([', '  save()', ']);']), []);
  });

  it('asks for the calls it cannot judge, and believes what was found', () => {
    const lines = ['function known() {}', 'known();', 'notify(user);', 'stop(); go();'];
    assert.deepEqual(findUnknownCalls(parsePromptDiff(diffOf(lines, 'src/a.ts'))), ['notify']);
    assert.equal(problemsIn(lines, 'src/a.ts', ['notify'])[0]?.startLine, 3);
  });

  it('reports eight findings, the worst first', () => {
    const found = problemsIn([...Array<string>(9).fill('debugger;'), 'eval(x);']);
    assert.deepEqual([found.length, found[0]?.severity], [8, 'major']);
  });
});

describe('the diff of a prompt', () => {
  const expected = (path: string) => ({
    path,
    hunks: [
      [
        { number: 12, marker: ' ', text: "  | 'a'" },
        { number: 12, marker: '-', text: 'x' },
        { number: 13, marker: '+', text: 'y | z' },
      ],
    ],
  });

  it('is read with quoted and renamed paths', () => {
    const lines = ['@@', "12    | 'a'", '12 -x', '13 +y | z'];
    const headers = ['=== file: "odd\\tname.ts" (added)', '=== file: src/b (new).ts (renamed from src/a (old).ts)'];
    const prompt = ['12 +before', ...headers.flatMap((header) => [header, ...lines])].join('\n');
    assert.deepEqual(parsePromptDiff(prompt), [expected('odd\tname.ts'), expected('src/b (new).ts')]);
  });

  it('is read in columns, too', () => {
    const lines = [
      '@@ name',
      "   12   |    | 'a'",
      '   12 - | -x',
      '   13   | +y | z',
      '=== end of file',
      '   14   | +z',
    ];
    assert.deepEqual(parsePromptDiff(['=== file: a.ts (modified)', ...lines].join('\n')), [expected('a.ts')]);
  });
});
