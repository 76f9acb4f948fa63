export interface Person {
  readonly name: string;
  readonly email: string;
}

export const mara: Person = { name: 'Mara Lindqvist', email: 'mara.lindqvist@example.com' };
export const jonas: Person = { name: 'Jonas Weber', email: 'jonas.weber@example.com' };
export const priya: Person = { name: 'Priya Nair', email: 'priya.nair@example.com' };
export const tomasz: Person = { name: 'Tomasz Zieliński', email: 'tomasz.zielinski@example.com' };
