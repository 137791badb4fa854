import { type Desk, type ExpiryRules, type Fields, malformed, numberAt, onlyKeys } from '../desk.ts';

/** The plant's rules in a posting, but for those of the quality hold. */
export const policyAt = ({ policy }: Fields): Pick<Desk, 'refuseNegative' | 'refuseRounding' | 'expiry'> => {
  const rules = onlyKeys(policy, ['negative_stock', 'expiry', 'rounding', 'gate', 'late'], '');
  const { negative_stock: negative, late = 'today', rounding = 'warn' } = rules;
  if (negative !== 'refuse' && negative !== 'allow')
    throw malformed('', 'negative_stock must be refuse or allow');
  if (late !== 'today' && late !== 'refuse') throw malformed('', 'late must be today or refuse');
  if (rounding !== 'refuse' && rounding !== 'warn') throw malformed('', 'rounding must be warn or refuse');
  return {
    refuseNegative: negative === 'refuse',
    refuseRounding: rounding === 'refuse',
    expiry: expiryRules(rules.expiry),
  };
};

function expiryRules(given: unknown = {}): ExpiryRules {
  const rules = onlyKeys(given, ['expired', 'soon', 'soon_days'], '');
  const days = 'soon_days' in rules ? numberAt(rules, 'soon_days', '') : 0;
  const ruleAt = (key: 'expired' | 'soon', usual: 'refuse' | 'warn') => {
    const rule = rules[key] ?? usual;
    if (rule !== 'refuse' && rule !== 'warn') throw malformed('', `${key} must be refuse or warn`);
    return rule;
  };
  return { expired: ruleAt('expired', 'refuse'), soon: ruleAt('soon', 'warn'), days };
}
