import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useAnswer } from '../../api/queries.ts';
import type { Answer } from '../../api/routes.ts';
import { Answered, Empty, Panel } from '../../components/panel.tsx';
import { SlotOutcomes } from '../../components/slot-outcomes.tsx';
import { overview } from '../../strings/overview.ts';

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
          <SlotOutcomes outcomes={outcomes} />
        </span>
      </td>
    </tr>
  );
}
