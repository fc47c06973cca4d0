import { expect } from 'chai';
import fc from 'fast-check';
import { Cron, lastSlots, nextSlots, Zone } from './cron.ts';

const next = (cron: string, zone: string, after: string, count: number) =>
  nextSlots(cron, zone, new Date(after), count).map((slot) => slot.toISOString().slice(0, 16));
const last = (cron: string, zone: string, upTo: string, count: number, since = '2020-01-01T00:00Z') =>
  lastSlots(cron, zone, { upTo: new Date(upTo), since: new Date(since), count }).map((slot) =>
    slot.toISOString().slice(0, 16),
  );

const [newYork, london, seoul] = ['America/New_York', 'Europe/London', 'Asia/Seoul'];

describe('cron', () => {
  it('runs a wall time that does not exist the gap later, and one that occurs twice the first time', () => {
    const nights: [zone: string, cron: string, after: string, slots: string[]][] = [
      // 02:30 is skipped on 8 March 2026 and on 14 March 2027; 01:30 occurs twice on 1 and on 7 November.
      [newYork, '30 2 * * *', '2026-03-07T00:00Z', ['2026-03-07T07:30', '2026-03-08T07:30', '2026-03-09T06:30']],
      [newYork, '30 1 * * *', '2026-10-31T00:00Z', ['2026-10-31T05:30', '2026-11-01T05:30', '2026-11-02T06:30']],
      [newYork, '30 2 * * *', '2027-03-13T00:00Z', ['2027-03-13T07:30', '2027-03-14T07:30', '2027-03-15T06:30']],
      [newYork, '30 1 * * *', '2027-11-06T00:00Z', ['2027-11-06T05:30', '2027-11-07T05:30', '2027-11-08T06:30']],
      // 01:30 is skipped on 29 March 2026 and on 28 March 2027, and occurs twice on 25 October and on 31 October.
      [london, '30 1 * * *', '2026-03-28T00:00Z', ['2026-03-28T01:30', '2026-03-29T01:30', '2026-03-30T00:30']],
      [london, '30 1 * * *', '2026-10-24T00:00Z', ['2026-10-24T00:30', '2026-10-25T00:30', '2026-10-26T01:30']],
      [london, '30 1 * * *', '2027-03-27T00:00Z', ['2027-03-27T01:30', '2027-03-28T01:30', '2027-03-29T00:30']],
      [london, '30 1 * * *', '2027-10-30T00:00Z', ['2027-10-30T00:30', '2027-10-31T00:30', '2027-11-01T01:30']],
      [seoul, '30 2 * * *', '2026-03-07T00:00Z', ['2026-03-07T17:30', '2026-03-08T17:30', '2026-03-09T17:30']],
      [seoul, '30 1 * * *', '2026-10-31T00:00Z', ['2026-10-31T16:30', '2026-11-01T16:30', '2026-11-02T16:30']],
      [seoul, '30 2 * * *', '2027-03-13T00:00Z', ['2027-03-13T17:30', '2027-03-14T17:30', '2027-03-15T17:30']],
      [seoul, '30 1 * * *', '2027-11-06T00:00Z', ['2027-11-06T16:30', '2027-11-07T16:30', '2027-11-08T16:30']],
    ];
    for (const [zone, cron, after, slots] of nights) {
      expect(next(cron, zone, after, 3), `${cron} ${zone} ${after}`).to.deep.equal(slots);
      expect(last(cron, zone, `${slots[2]}Z`, 3), 'backwards').to.deep.equal([...slots].reverse());
    }
  });

  it('keeps the hours of the insider trades through both changes', () => {
    const cron = '0 3,9,15,21 * * *';
    expect(next(cron, newYork, '2026-03-08T02:00Z', 4)).to.deep.equal(
      ['07:00', '13:00', '19:00'].map((time) => `2026-03-08T${time}`).concat('2026-03-09T01:00'),
    );
    expect(next(cron, newYork, '2026-11-01T01:00Z', 4)).to.deep.equal(
      ['08:00', '14:00', '20:00'].map((time) => `2026-11-01T${time}`).concat('2026-11-02T02:00'),
    );
  });

  it('runs two wall times that fall on one instant once, and keeps the order of instants', () => {
    // 02:30 is carried to 03:30, which has a slot of its own; 03:00 comes before it.
    expect(next('0,30 2-3 * * *', newYork, '2026-03-08T00:00Z', 3)).to.deep.equal([
      '2026-03-08T07:00',
      '2026-03-08T07:30',
      '2026-03-09T06:00',
    ]);
    // The hour that occurs twice: each wall time once.
    expect(next('*/30 0-22 * * *', newYork, '2026-11-01T05:00Z', 3)).to.deep.equal([
      '2026-11-01T05:30',
      '2026-11-01T07:00',
      '2026-11-01T07:30',
    ]);
    expect(next('*/30 0-22 * * *', newYork, '2026-11-01T06:10Z', 1), 'within the second time').to.deep.equal([
      '2026-11-01T07:00',
    ]);
  });

  describe('with a wildcard hour', () => {
    const hourly = ['0 * * * *', '0 */1 * * *', '0 0-23 * * *', '30 * * * *'];
    const changes: [zone: string, back: string, forward: string][] = [
      [newYork, '2026-11-01T06:00Z', '2026-03-08T07:00Z'],
      [newYork, '2027-11-07T06:00Z', '2027-03-14T07:00Z'],
      [london, '2026-10-25T01:00Z', '2026-03-29T01:00Z'],
      ['Europe/Berlin', '2026-10-25T01:00Z', '2026-03-29T01:00Z'],
      // Clocks go back from midnight to 23:00 of the day before, and forward from midnight.
      ['Africa/Cairo', '2026-10-29T21:00Z', '2026-04-23T22:00Z'],
      ['Australia/Sydney', '2026-04-04T16:00Z', '2026-10-03T16:00Z'],
      [seoul, '2026-11-01T06:00Z', '2026-03-08T07:00Z'],
    ];
    for (const [zone, ...nights] of changes) {
      it(`runs once in each hour that passes, through both changes in ${zone}`, () => {
        for (const [cron, change] of hourly.flatMap((cron) => nights.map((night) => [cron, night] as const))) {
          const minute = cron.startsWith('30') ? 30 : 0;
          const from = Date.parse(change) - 6 * 3_600_000 - 1;
          const expected = Array.from({ length: 13 }, (_, hour) =>
            new Date(from + 1 + hour * 3_600_000 + minute * 60_000).toISOString().slice(0, 16),
          );
          expect(next(cron, zone, new Date(from).toISOString(), 13), `${cron} ${change}`).to.deep.equal(expected);
          const upTo = `${expected.at(-1)}Z`;
          expect(last(cron, zone, upTo, 13), `${cron} ${change} backwards`).to.deep.equal([...expected].reverse());
        }
      });
    }

    it('runs each minute that the clock shows, each time it does', () => {
      expect(next('*/30 * * * *', newYork, '2026-11-01T05:00Z', 4)).to.deep.equal([
        '2026-11-01T05:30',
        '2026-11-01T06:00',
        '2026-11-01T06:30',
        '2026-11-01T07:00',
      ]);
      // The clock of Lord Howe goes back by half an hour, from 02:00 to 01:30.
      expect(next('0,45 * * * *', 'Australia/Lord_Howe', '2026-04-04T13:30Z', 5)).to.deep.equal([
        '2026-04-04T13:45',
        '2026-04-04T14:00',
        '2026-04-04T14:45',
        '2026-04-04T15:15',
        '2026-04-04T15:30',
      ]);
    });

    it('runs an hour that is given, if only by a step, once in such a night', () => {
      expect(next('0 */2 * * *', 'Europe/Berlin', '2026-10-24T22:30Z', 3)).to.deep.equal([
        '2026-10-25T00:00',
        '2026-10-25T03:00',
        '2026-10-25T05:00',
      ]);
    });
  });

  it('reads lists, ranges, steps and names, and either of two given days', () => {
    expect(next('*/10 6-22 * * 1-5', 'UTC', '2026-11-20T22:40Z', 2)).to.deep.equal([
      '2026-11-20T22:50',
      '2026-11-23T06:00',
    ]);
    expect(next('5 0 1 * *', 'UTC', '2026-11-20T00:00Z', 2)).to.deep.equal(['2026-12-01T00:05', '2027-01-01T00:05']);
    expect(next('0 0 13 * FRI', 'UTC', '2026-11-01T00:00Z', 3)).to.deep.equal([
      '2026-11-06T00:00',
      '2026-11-13T00:00',
      '2026-11-20T00:00',
    ]);
    expect(next('0 0 29 feb *', 'UTC', '2026-11-01T00:00Z', 2)).to.deep.equal(['2028-02-29T00:00', '2032-02-29T00:00']);
    expect(next('0 12 * * 7', 'UTC', '2026-11-20T00:00Z', 1)).to.deep.equal(['2026-11-22T12:00']);
  });

  it('asks for both days where one of them is any or every so many', () => {
    // The odd days that are Mondays, and the 1st where that is a Monday, Wednesday, …: not either of them.
    expect(next('0 0 */2 * 1', 'UTC', '2026-11-01T00:00Z', 3)).to.deep.equal([
      '2026-11-09T00:00',
      '2026-11-23T00:00',
      '2026-12-07T00:00',
    ]);
    expect(next('0 0 1 * */2', 'UTC', '2026-11-02T00:00Z', 3)).to.deep.equal([
      '2026-12-01T00:00',
      '2027-04-01T00:00',
      '2027-05-01T00:00',
    ]);
    expect(next('0 0 * * 1', 'UTC', '2026-11-01T00:00Z', 2)).to.deep.equal(['2026-11-02T00:00', '2026-11-09T00:00']);
    expect(next('0 0 2 * *', 'UTC', '2026-11-01T00:00Z', 2)).to.deep.equal(['2026-11-02T00:00', '2026-12-02T00:00']);
  });

  it('looks back no further than it is told', () => {
    const since = '2026-11-20T09:00Z';
    expect(last('0 9 * * *', 'UTC', '2026-11-22T09:00Z', 9, since)).to.deep.equal([
      '2026-11-22T09:00',
      '2026-11-21T09:00',
    ]);
    expect(last('0 9 * * *', 'UTC', '2026-11-21T08:59Z', 9, since)).to.deep.equal([]);
  });

  it('refuses what is no cron expression and what never falls due', () => {
    const refused = ['', '* * * *', '* * * * * *', '60 * * * *', '* 24 * * *', '* * 0 * *', '* * * 13 *', '* * * * 8'];
    refused.push(
      '@daily',
      'H * * * *',
      '5-1 * * * *',
      '*/0 * * * *',
      '1,,2 * * * *',
      'x',
      '0 0 31 2,4 *',
      '-1 * * * *',
    );
    for (const text of refused) expect(Cron.safeParse(text).success, text).to.equal(false);
    expect(Cron.parse(' 0 0 31 1,2 * ')).to.equal('0 0 31 1,2 *');
  });

  it('knows the zones of the world', () => {
    for (const zone of [newYork, 'UTC', 'Asia/Seoul']) expect(Zone.safeParse(zone).success, zone).to.equal(true);
    for (const zone of ['', 'Mars/Olympus', 'New York', '+05:00'])
      expect(Zone.safeParse(zone).success, zone).to.equal(false);
  });

  it('falls due at every minute that its fields give, and at no other, forwards and backwards', () => {
    interface Field {
      readonly text: string;
      readonly gives: (value: number) => boolean;
    }
    const field = (from: number, to: number) => {
      const number = fc.integer({ min: from, max: to });
      const any: Field = { text: '*', gives: () => true };
      const one = number.map((n): Field => ({ text: `${n}`, gives: (value) => value === n }));
      const step = fc.integer({ min: 1, max: to - from });
      const steps = step.map((n): Field => ({ text: `*/${n}`, gives: (value) => (value - from) % n === 0 }));
      const range = fc
        .tuple(number, number, step)
        .map(([a, b, n]) => ({ first: Math.min(a, b), last: Math.max(a, b), n }))
        .map(
          ({ first, last, n }): Field => ({
            text: `${first}-${last}/${n}`,
            gives: (value) => value >= first && value <= last && (value - first) % n === 0,
          }),
        );
      const open = fc.tuple(number, step).map(
        ([first, n]): Field => ({
          text: `${first}/${n}`,
          gives: (value) => value >= first && (value - first) % n === 0,
        }),
      );
      const list = fc
        .tuple(one, range)
        .map(([a, b]): Field => ({ text: `${a.text},${b.text}`, gives: (value) => a.gives(value) || b.gives(value) }));
      return fc.oneof(fc.constant(any), one, steps, range, open, list);
    };
    // Sunday is 0 and 7.
    const weekdays = field(0, 7).map(
      ({ text, gives }): Field => ({ text, gives: (value) => gives(value) || (value === 0 && gives(7)) }),
    );
    // A day that is no month's is refused: the 1st to the 28th are in every month.
    const fields = fc.tuple(field(0, 59), field(0, 23), field(1, 28), field(1, 12), weekdays);
    const start = Date.parse('2027-12-30T22:13:00Z');
    fc.assert(
      fc.property(fields, ([minute, hour, day, month, weekday]) => {
        const cron = [minute, hour, day, month, weekday].map(({ text }) => text).join(' ');
        const either = [day, weekday].every(({ text }) => !text.startsWith('*'));
        const expected: string[] = [];
        for (let at = start; expected.length < 3 && at < start + 200 * 86_400_000; at += 86_400_000) {
          const date = new Date(Math.floor(at / 86_400_000) * 86_400_000);
          const days = [day.gives(date.getUTCDate()), weekday.gives(date.getUTCDay())];
          if (!month.gives(date.getUTCMonth() + 1) || !(either ? days.some(Boolean) : days.every(Boolean))) continue;
          for (let n = 0; n < 1_440 && expected.length < 3; n++) {
            const slot = new Date(date.getTime() + n * 60_000);
            if (slot.getTime() <= start || !hour.gives(slot.getUTCHours()) || !minute.gives(slot.getUTCMinutes()))
              continue;
            expected.push(slot.toISOString().slice(0, 16));
          }
        }
        const [first, second, third] = expected;
        if (first === undefined || second === undefined || third === undefined) return;
        expect(next(cron, 'UTC', new Date(start).toISOString(), 3), cron).to.deep.equal(expected);
        const since = new Date(start).toISOString();
        expect(last(cron, 'UTC', `${third}Z`, 3, since), `${cron} backwards`).to.deep.equal([third, second, first]);
        expect(last(cron, 'UTC', `${third}Z`, 3, `${first}Z`), `${cron} since`).to.deep.equal([third, second]);
      }),
      { seed: 20_261_130, numRuns: 150 },
    );
  });
});
