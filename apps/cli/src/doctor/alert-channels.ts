import type { Store } from '@tickermill/store';
import { type AlertChannel, alertChannels, channelState } from '@tickermill/store/alerts';
import { type Check, failed, ok, skipped, warning } from './check.ts';

const name = 'alert channels';

/** Whether somebody is told when something goes wrong: channels that are dead, and those that nothing was ever sent to. */
export async function checkAlertChannels(
  { sql }: Pick<Store, 'sql'>,
  { sources }: { readonly sources: 'sandbox' | 'live' },
): Promise<Check[]> {
  return judgeAlertChannels(await alertChannels(sql), sources);
}

/** What is to be said of the channels. */
export function judgeAlertChannels(channels: readonly AlertChannel[], sources: 'sandbox' | 'live'): Check[] {
  const those = (state: ReturnType<typeof channelState>) => channels.filter((each) => channelState(each) === state);
  const [working, failing, untested] = [those('working'), those('failing'), those('untested')];
  if (working.length + failing.length + untested.length === 0) {
    const says = channels.length === 0 ? 'there is none: nobody is told what goes wrong' : 'all are disabled';
    if (sources === 'sandbox') return [skipped(name, says)];
    return [warning(name, says, 'Add one: tickermill alert add NAME KIND, then: tickermill alert test NAME.')];
  }
  // One that is dead is told by the others; where there are none, nobody hears of anything.
  const report = working.length > 0 ? warning : failed;
  return [
    ...(working.length > 0 ? [ok(name, `${working.length} working: ${working.map(titleOf).join(', ')}`)] : []),
    ...failing.map((each) =>
      report(
        name,
        `${titleOf(each)} takes nothing since ${each.failingSince?.toISOString().slice(0, 16)}Z: ${each.lastError}`,
        `Mend it, then: tickermill alert test ${each.name}. See docs/runbooks/alert-channel.md.`,
      ),
    ),
    ...untested.map((each) =>
      warning(name, `${titleOf(each)} was never sent anything`, `Try it: tickermill alert test ${each.name}.`),
    ),
  ];
}

const titleOf = ({ name: of, kind }: AlertChannel) => `${of} (${kind})`;
