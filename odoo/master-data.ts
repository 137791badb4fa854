/** What a plant needs in Odoo before it can report production; used by the sample day and by the suites. */
export interface MasterData {
  warehouses: { code: string; name: string }[];
  locations?: Location[];
  workCenters?: WorkCenter[];
  scrapReasons?: string[];
  items: Item[];
  boms?: BillOfMaterials[];
  stock?: StockLevel[];
  orders?: ProductionOrder[];
  customers?: Customer[];
  salesOrders?: SalesOrder[];
  suppliers?: Supplier[];
  subcontracts?: Subcontract[];
  purchaseOrders?: PurchaseOrder[];
}

export interface WorkCenter {
  code: string;
  name: string;
  /** what an hour there costs; default nothing */
  hourlyCost?: number;
}

/** A place of a warehouse beside its stock location, which every warehouse has: `OSL/Stock`. */
export interface Location {
  name: string;
  warehouse: string;
  /** full name of the place it is in; default the warehouse's stock location, `<warehouse>/Stock` */
  parent?: string;
  barcode?: string;
  /** a view holds no stock; default internal */
  usage?: 'internal' | 'view';
}

export interface Item {
  /** Odoo's internal reference (`default_code`) */
  code: string;
  name: string;
  barcode?: string;
  /** external id of the unit of measure, e.g. `uom.product_uom_kgm` */
  uom: string;
  tracking: 'none' | 'lot' | 'serial';
  /** lots of this item carry an expiration date */
  expires?: boolean;
  /** default true */
  /** full name of its product category, such as `Food / Dairy`; made with those above it when missing */
  category?: string;
  forSale?: boolean;
  /** standard price of one unit; default 1 */
  price?: number;
}

export interface BillOfMaterials {
  item: string;
  /** quantity made by one BOM, in the item's unit */
  quantity: number;
  components: { item: string; quantity: number }[];
  operations?: { name: string; workCenter: string; minutes: number }[];
  /** whether consumption may differ from the BOM; default `warning`, which lets the plant's report stand */
  consumption?: 'flexible' | 'warning' | 'strict';
}

export interface StockLevel {
  warehouse: string;
  /** full name, `OSL/Stock/Shelf 1`; default the warehouse's stock location */
  location?: string;
  item: string;
  quantity: number;
  lot?: string;
  /** RFC 3339 */
  expires?: string;
}

export interface ProductionOrder {
  name: string;
  warehouse: string;
  item: string;
  quantity: number;
  /** default true; a draft order is left unconfirmed */
  confirmed?: boolean;
}

export interface Customer {
  /** Odoo's reference (`ref`) */
  code: string;
  name: string;
  barcode?: string;
  /** delivery addresses, by their references */
  addresses?: { code: string; name: string }[];
}

/** Confirmed, so that Odoo makes its delivery. */
export interface SalesOrder {
  /** number in the shop */
  reference: string;
  warehouse: string;
  customer: string;
  lines: { item: string; quantity: number }[];
}

export interface Supplier {
  /** Odoo's reference of the partner (`ref`) */
  code: string;
  name: string;
  /** components that lie at the supplier, who makes goods of them */
  stock?: { item: string; quantity: number; lot?: string }[];
}

/** An item that a supplier makes of components that are sent to it. */
export interface Subcontract {
  item: string;
  supplier: string;
  components: { item: string; quantity: number }[];
}

export interface PurchaseOrder {
  name: string;
  warehouse: string;
  supplier: string;
  /** in the item's unit, unless the line names another */
  lines: { item: string; quantity: number; uom?: string }[];
  /** default `placed` */
  state?: 'draft' | 'placed' | 'cancelled';
}
