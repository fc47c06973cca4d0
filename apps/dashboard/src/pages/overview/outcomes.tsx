import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useAnswer } from '../../api/queries.ts';
import type { Answer } from '../../api/routes.ts';
import { Answered, Empty, Panel } from '../../components/panel.tsx';
import { StateGlyph } from '../../components/state.tsx';
import { instant, zoneOf } from '../../format/times.ts';
import { overview } from '../../strings/overview.ts';
import { usePreferences } from '../../view/preferences.ts';

const { outcomes: strings } = overview;
type Schedule = Answer<'get', '/scheduler/outcomes'>['items'][number];

/** What became of the last seven slots of each schedule, skipped ones too; the latest last. */
export function Outcomes(): ReactNode {
  const query = useAnswer('/scheduler/outcomes', {});
  return (
    <Panel title={strings.title} aside={<Link to="/schedules">{strings.more}</Link>}>
      <Answered query={query} rows={6}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty>{strings.nothing}</Empty>
          ) : (
            <table className="rows compact">
              <caption className="sr-only">{strings.caption}</caption>
              <thead className="sr-only">
                <tr>
                  <th scope="col">{strings.schedule}</th>
                  <th scope="col">{strings.slots}</th>
                </tr>
              </thead>
              <tbody>
                {items.map((schedule) => (
                  <Row key={schedule.schedule_id} schedule={schedule} />
                ))}
              </tbody>
            </table>
          )
        }
      </Answered>
    </Panel>
  );
}

function Row({ schedule: { dataset, ticker, enabled, outcomes } }: { schedule: Schedule }): ReactNode {
  const zone = zoneOf(usePreferences().zone);
  return (
    <tr>
      <th scope="row">
        <Link to="/runs" search={{ dataset }}>
          {ticker === null ? dataset : `${dataset} · ${ticker}`}
        </Link>
        {!enabled && <span className="text-quiet"> {strings.off}</span>}
      </th>
      <td>
        <span className="flex justify-end">
          {outcomes.length === 0 && <span className="text-quiet">{strings.none}</span>}
          {outcomes.toReversed().map(({ due_at: due, run_id: run, state, skip_reason: reason }) => {
            const label = strings.label(instant(due, zone), reason ? `${state}, ${reason}` : state);
            const className = 'grid min-h-6 min-w-6 place-items-center rounded no-underline hover:bg-sunken';
            const glyph = (
              <>
                <StateGlyph state={state} />
                <span className="sr-only">{label}</span>
              </>
            );
            return run === null ? (
              <span key={due} className={className} title={label}>
                {glyph}
              </span>
            ) : (
              <Link key={due} to="/runs/$id" params={{ id: run }} title={label} className={className}>
                {glyph}
              </Link>
            );
          })}
        </span>
      </td>
    </tr>
  );
}
