/** Functions of the module that set the time of completed moves, and thereby tell the verdict's check about them. */
export type Dating = 'date_moves' | 'date_transfers' | 'stamp';

/**
 * Methods of Odoo 19.0 that end in `stock.move._action_done`, read in its source (stock, mrp, repair, product_expiry,
 * stock_picking_batch), and what must date the moves. A transfer is dated by `date_transfers` and an order by `stamp`,
 * because dating something else in the same event would not date its moves.
 */
export const completingMethods: ReadonlyMap<string, Dating> = new Map([
  // stock.picking, and the wizards and batches that press its button
  ...each('date_transfers', 'button_validate', 'process', 'process_cancel_backorder', 'process_no_expired'),
  // mrp.production, and the wizards that press its button
  ...each('stamp', 'button_mark_done', 'pre_button_mark_done', 'action_backorder', 'action_close_mo'),
  ...each('stamp', 'action_set_qty', '_post_inventory'),
  // stock.move, stock.move.line and stock.picking; wizards that scrap or repair all the same; batches of transfers
  ...each('date_moves', '_action_done', 'action_done'),
  // stock.scrap
  ...each('date_moves', 'do_scrap', 'action_validate'),
  // stock.quant: counts, and the wizards that ask about a count
  ...each('date_moves', 'action_apply_inventory', '_apply_inventory', '_set_inventory_quantity'),
  ...each('date_moves', 'action_set_inventory_quantity_zero', 'action_revert_inventory'),
  ...each('date_moves', 'action_apply', 'action_apply_all'),
  ...each('date_moves', 'action_keep_counted_quantity', 'action_keep_difference'),
  // stock.quant and stock.package: moved to another place, or unpacked
  ...each('date_moves', 'move_quants', 'action_relocate_quants', 'unpack'),
  // mrp.unbuild, repair.order
  ...each('date_moves', 'action_unbuild', 'button_unbuild', 'action_repair_done', 'action_repair_end'),
]);

/** Methods after which the moves must be searched for, because neither they nor the records say which they are. */
export const methodsOfCounts: readonly string[] = [
  ...[
    'action_apply_inventory',
    '_apply_inventory',
    '_set_inventory_quantity',
    'action_apply',
    'action_apply_all',
  ],
  ...[
    'action_set_inventory_quantity_zero',
    'action_revert_inventory',
    'move_quants',
    'action_relocate_quants',
  ],
  ...['action_keep_counted_quantity', 'action_keep_difference', 'unpack'],
];

function each(dating: Dating, ...methods: string[]): [string, Dating][] {
  return methods.map((method) => [method, dating]);
}

/** Methods that change a quantity of the stock, or what is reserved of it, with no move that could be judged. */
export const movelessMethods: readonly string[] = [
  '_update_available_quantity',
  '_update_reserved_quantity',
  '_inverse_qty_available',
];
