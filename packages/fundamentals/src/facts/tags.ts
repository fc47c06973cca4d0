// The tags that figures are made of, in the order in which they count. Facts of other tags are not kept.

/** How a tag list writes a tag: `taxonomy:Tag`. */
export type TagName = `${'us-gaap' | 'ifrs-full' | 'dei'}:${string}`;

const gaap = (...tags: string[]): TagName[] => tags.map((tag): TagName => `us-gaap:${tag}`);
const ifrs = (...tags: string[]): TagName[] => tags.map((tag): TagName => `ifrs-full:${tag}`);

/** Figures that take the first tag of a list that has a fact, period by period. */
export const tagLists = {
  revenue: [
    ...gaap(
      'Revenues',
      'RevenuesNetOfInterestExpense',
      'RevenueFromContractWithCustomerExcludingAssessedTax',
      'RevenueFromContractWithCustomerIncludingAssessedTax',
      'SalesRevenueNet',
      'RealEstateRevenueNet',
      'RegulatedAndUnregulatedOperatingRevenue',
      'SalesRevenueGoodsNet',
      'SalesRevenueServicesNet',
    ),
    ...ifrs('Revenue', 'RevenueFromContractsWithCustomers'),
  ],
  gross_profit: [...gaap('GrossProfit'), ...ifrs('GrossProfit')],
  operating_income: [...gaap('OperatingIncomeLoss'), ...ifrs('ProfitLossFromOperatingActivities')],
  net_income: [
    ...gaap('NetIncomeLoss', 'ProfitLoss', 'NetIncomeLossAvailableToCommonStockholdersBasic'),
    ...ifrs('ProfitLossAttributableToOwnersOfParent', 'ProfitLoss'),
  ],
  eps_basic: [
    ...gaap('EarningsPerShareBasic', 'EarningsPerShareBasicAndDiluted'),
    ...ifrs('BasicEarningsLossPerShare', 'BasicAndDilutedEarningsLossPerShare'),
  ],
  eps_diluted: [
    ...gaap('EarningsPerShareDiluted', 'EarningsPerShareBasicAndDiluted'),
    ...ifrs('DilutedEarningsLossPerShare', 'BasicAndDilutedEarningsLossPerShare'),
  ],
  diluted_shares: [
    ...gaap('WeightedAverageNumberOfDilutedSharesOutstanding'),
    ...ifrs('AdjustedWeightedAverageShares'),
  ],
  operating_cash_flow: [
    ...gaap(
      'NetCashProvidedByUsedInOperatingActivities',
      'NetCashProvidedByUsedInOperatingActivitiesContinuingOperations',
    ),
    ...ifrs('CashFlowsFromUsedInOperatingActivities', 'CashFlowsFromUsedInOperations'),
  ],
  capex: [
    ...gaap(
      'PaymentsToAcquirePropertyPlantAndEquipment',
      'PaymentsToAcquireProductiveAssets',
      'PaymentsToAcquireOtherPropertyPlantAndEquipment',
      'PaymentsForCapitalImprovements',
    ),
    ...ifrs('PurchaseOfPropertyPlantAndEquipmentClassifiedAsInvestingActivities'),
  ],
  dividends_paid: [
    ...gaap('PaymentsOfDividendsCommonStock', 'PaymentsOfDividends'),
    ...ifrs('DividendsPaidClassifiedAsFinancingActivities'),
  ],
  dividends_per_share: gaap('CommonStockDividendsPerShareDeclared', 'CommonStockDividendsPerShareCashPaid'),
  cash: [
    ...gaap('CashAndCashEquivalentsAtCarryingValue', 'CashCashEquivalentsRestrictedCashAndRestrictedCashEquivalents'),
    ...ifrs('CashAndCashEquivalents'),
  ],
  assets: [...gaap('Assets'), ...ifrs('Assets')],
} as const satisfies Record<string, readonly TagName[]>;

/** Revenue of a bank that states no total. */
export const bankRevenue = gaap('InterestIncomeExpenseNet', 'NoninterestIncome');

/** The parts of `total_debt`. */
export const debtTags = {
  current: gaap('DebtCurrent'),
  currentPart: [
    ...gaap(
      'LongTermDebtCurrent',
      'LongTermDebtAndCapitalLeaseObligationsCurrent',
      'ConvertibleDebtCurrent',
      'ConvertibleNotesPayableCurrent',
      'NotesPayableCurrent',
    ),
    ...ifrs('CurrentPortionOfLongtermBorrowings'),
  ],
  shortTerm: [...gaap('ShortTermBorrowings'), ...ifrs('ShorttermBorrowings')],
  /** Summed where no total of short-term borrowings is stated. */
  shortTermParts: gaap('CommercialPaper', 'OtherShortTermBorrowings'),
  longPart: [
    ...gaap(
      'LongTermDebtNoncurrent',
      'LongTermDebtAndCapitalLeaseObligations',
      'ConvertibleDebtNoncurrent',
      'ConvertibleLongTermNotesPayable',
    ),
    ...ifrs('LongtermBorrowings'),
  ],
  /** Holds its current part only where `LongTermDebtCurrent` stands beside it. */
  longTermDebt: gaap('LongTermDebt'),
  /** Holds its current part always. */
  withCurrentPart: gaap('LongTermDebtAndCapitalLeaseObligationsIncludingCurrentMaturities'),
};

/** The parent's equity: as stated, or the total and what of it belongs to minorities. */
export const equityTags = {
  parent: [...gaap('StockholdersEquity'), ...ifrs('EquityAttributableToOwnersOfParent')],
  total: [...gaap('StockholdersEquityIncludingPortionAttributableToNoncontrollingInterest'), ...ifrs('Equity')],
  minorities: [...gaap('MinorityInterest'), ...ifrs('NoncontrollingInterests')],
};

/** Liabilities as stated, or what the balance sheet leaves for them. */
export const liabilityTags = {
  stated: [...gaap('Liabilities'), ...ifrs('Liabilities')],
  balance: [...gaap('LiabilitiesAndStockholdersEquity'), ...ifrs('EquityAndLiabilities')],
  temporary: gaap('TemporaryEquityCarryingAmountIncludingPortionAttributableToNoncontrollingInterests'),
};

/** Money that a shell keeps until it merges. Whoever states it is no operating company yet. */
export const shellTags = gaap('AssetsHeldInTrustNoncurrent', 'AssetsHeldInTrust', 'AssetsHeldInTrustCurrent');

/** Shares of the whole company, at a date: the cover page first. */
export const shareTags: readonly TagName[] = [
  'dei:EntityCommonStockSharesOutstanding',
  ...gaap('CommonStockSharesOutstanding'),
];

/** Averages of shares, whose restatement tells a split. */
export const averageShareTags = [
  ...gaap('WeightedAverageNumberOfDilutedSharesOutstanding', 'WeightedAverageNumberOfSharesOutstandingBasic'),
  ...ifrs('AdjustedWeightedAverageShares', 'WeightedAverageShares'),
];

/** What only insurers earn. */
export const insurerTags = gaap('PremiumsEarnedNet');

/** Kept to be shown, though no figure is made of them. */
const shownTags = gaap(
  'ResearchAndDevelopmentExpense',
  'ResearchAndDevelopmentExpenseSoftwareExcludingAcquiredInProcessCost',
  'StockholdersEquityNoteStockSplitConversionRatio1',
);

/** All tags whose facts are kept. */
export const keptTags: ReadonlySet<string> = new Set<string>([
  ...Object.values(tagLists).flat(),
  ...bankRevenue,
  ...Object.values(debtTags).flat(),
  ...Object.values(equityTags).flat(),
  ...Object.values(liabilityTags).flat(),
  ...shellTags,
  ...shareTags,
  ...averageShareTags,
  ...insurerTags,
  ...shownTags,
]);
