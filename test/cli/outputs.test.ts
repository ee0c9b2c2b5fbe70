import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CannotWrite, writable, writeWhole } from '../../cli/outputs';
import { testIf } from '../support/conditional';

let folder: string;
beforeEach(() => {
  folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'outputs-')));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

const at = (name: string) => path.join(folder, name);
const file = (name: string, text: string) => {
  fs.writeFileSync(at(name), text);
  return at(name);
};
const link = (name: string, to: string) => {
  fs.symlinkSync(to, at(name));
  return at(name);
};

/** As somebody whom folders can be closed to, which they cannot to root. */
function asUser(work: () => void): void {
  if (process.geteuid!() !== 0) return work();
  process.seteuid!(65_534);
  try {
    work();
  } finally {
    process.seteuid!(0);
  }
}

describe('a file for a result', () => {
  test('takes the place of no file that is called alike', () => {
    const old = file(`result.json.${process.pid}`, 'old');
    writeWhole([[at('result.json'), 'new']]);
    expect([old, at('result.json')].map((name) => fs.readFileSync(name, 'utf8'))).toEqual(['old', 'new']);
    expect(fs.readdirSync(folder)).toHaveLength(2);
  });
  test('is refused at once where it stands for a file that is open for reading alone', () => {
    const input = fs.openSync(file('input', 'whole'), 'r');
    expect(() => writable({ '--json': `/dev/fd/${input}` }, [])).toThrow(
      /^--json cannot be written: EBADF.*; fix: name another file$/,
    );
    fs.closeSync(input);
  });
  test('may have the longest name that there is', () => {
    const name = `${'x'.repeat(250)}.json`;
    writable({ '--json': at(name) }, []);
    writeWhole([[at(name), 'whole']]);
    expect([fs.readdirSync(folder), fs.readFileSync(at(name), 'utf8')]).toEqual([[name], 'whole']);
  });
  test.each(['a', 'r+'])(
    'is added to where it stands for something that is open by %j, as /dev/stdout does',
    (flag) => {
      const log = fs.openSync(file('nightly.log', ''), flag);
      fs.writeSync(log, 'before\n');
      for (const [name, text] of [
        [`/dev/fd/${log}`, 'one\n'],
        [link('out', `/proc/self/fd/${log}`), 'two\n'],
      ] as const) {
        writeWhole([[name, text]]);
      }
      fs.writeSync(log, 'after\n');
      fs.closeSync(log);
      expect(fs.readFileSync(at('nightly.log'), 'utf8')).toBe('before\none\ntwo\nafter\n');
    },
  );
  test(
    'leaves nothing behind where it stands for a file that is open and was taken away, as a log that was ' + 'rotated',
    () => {
      const log = fs.openSync(file('nightly.log', ''), 'r+');
      fs.rmSync(at('nightly.log'));
      writable({ '--json': `/dev/fd/${log}` }, []);
      writeWhole([[`/dev/fd/${log}`, 'whole']]);
      const [buffer, size] = [Buffer.alloc(10), fs.fstatSync(log).size];
      fs.readSync(log, buffer, 0, size, 0);
      fs.closeSync(log);
      expect([buffer.toString('utf8', 0, size), fs.readdirSync(folder)]).toEqual(['whole', []]);
    },
  );
  testIf(fs.existsSync('/dev/shm'))('is written anew in the memory of the machine, as anywhere', () => {
    const place = fs.mkdtempSync('/dev/shm/outputs-');
    try {
      for (const text of ['one', 'two']) writeWhole([[path.join(place, 'x.json'), text]]);
      expect(fs.readFileSync(path.join(place, 'x.json'), 'utf8')).toBe('two');
    } finally {
      fs.rmSync(place, { recursive: true });
    }
  });

  test('is none that is read or written already, by whatever link', () => {
    const table = file('access.json', '{}');
    fs.mkdirSync(at('linked'));
    for (const name of [
      table,
      link('a.json', table),
      link('b.json', 'a.json'),
      path.join(link('here', '.'), 'access.json'),
    ]) {
      expect(() => writable({ '--json': name }, [table])).toThrow(/--json would overwrite .*, which is read/);
    }
    expect(() => writable({ '--json': table }, [at('b.json')])).toThrow(/which is read/);
    expect(() => writable({ '--json': at('one'), '--junit': link('two', 'one') }, [table])).toThrow(
      /--junit would overwrite .*two, which --json writes/,
    );
    expect(fs.readFileSync(table, 'utf8')).toBe('{}');
  });
  test.each<[string, () => string, RegExp]>([
    ['in a folder that is not there', () => at('absent/result.json'), /ENOENT/],
    ['a folder', () => folder, /^--json cannot be written: EISDIR.*; fix: name another file$/],
    ['a link that leads to itself', () => link('loop', 'loop'), /ELOOP/],
  ])('is refused at once where it is %s', (_what, name, message) =>
    expect(() => writable({ '--json': name() }, [])).toThrow(message),
  );
  test('stays a link, and what was behind it is there until it is written', () => {
    fs.mkdirSync(at('disk'));
    const [dangling, good] = [link('new.json', 'disk/new.json'), link('old.json', file('earlier.json', 'earlier'))];
    writable({ '--json': dangling, '--junit': good }, []);
    expect([fs.readdirSync(at('disk')), fs.readFileSync(good, 'utf8')]).toEqual([[], 'earlier']);
    writeWhole([
      [dangling, 'new'],
      [good, 'later'],
    ]);
    expect([dangling, good].every((each) => fs.lstatSync(each).isSymbolicLink())).toBe(true);
    expect([fs.readFileSync(at('disk/new.json'), 'utf8'), fs.readFileSync(at('earlier.json'), 'utf8')]).toEqual([
      'new',
      'later',
    ]);
    expect(fs.readdirSync(folder).sort()).toEqual(['disk', 'earlier.json', 'new.json', 'old.json']);
  });
  test('may be a pipe, which is not opened before there is something to read', () => {
    execFileSync('mkfifo', [at('pipe')]);
    // With nobody at its other end, to open it would take for ever.
    writable({ '--json': at('pipe') }, []);
    const reader = fs.openSync(at('pipe'), fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
    writeWhole([[at('pipe'), 'whole']]);
    expect(fs.readFileSync(reader, 'utf8')).toBe('whole');
    fs.closeSync(reader);
  });
  test('is written in place where nothing can be put beside it', () => {
    const result = file('result.json', 'earlier');
    fs.chmodSync(result, 0o666);
    fs.chmodSync(folder, 0o555);
    asUser(() => {
      writable({ '--json': result }, []);
      writeWhole([[result, 'later']]);
      expect(() => writable({ '--json': at('new.json') }, [])).toThrow(/EACCES/);
      expect(() => writeWhole([[at('new.json'), 'later']])).toThrow(CannotWrite);
    });
    fs.chmodSync(folder, 0o755);
    expect(fs.readFileSync(result, 'utf8')).toBe('later');
    expect(fs.readdirSync(folder)).toEqual(['result.json']);
  });
});
