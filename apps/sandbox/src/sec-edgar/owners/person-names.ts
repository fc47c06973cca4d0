import type { Draws } from '../../random.ts';

const family =
  "Abara Adler Aguilar Ahn Albrecht Amari Anders Archer Baptiste Barros Becker Bellamy Bianchi Boateng Brandt Brennan Calder Carvalho Castellano Chandra Chen Cho Connolly Cortez Dalgaard D'Angelo Delacroix Demir Desai Diaz Dubois Eklund Eriksen Farrow Feldman Fischer Fontaine Gallagher Garrido Giordano Goldwyn Gupta Hadley Haddad Hartmann Hayashi Holloway Ibarra Ishikawa Iyer Jansen Kapoor Keller Kimura Kowalski Krishnan Lambert Larsen Lindqvist Lombardi Mahoney Marchetti McAllister Mendoza Moreau Nakagawa Navarro Novak O'Brien O'Sullivan Okafor Olsen Ortega Osei Park Pereira Petrov Quinn Ramirez Rao Reinhardt Rossi Sandoval Sato Schneider Shah Silva Sorensen Tanaka Thorne Torres Ueda Vance Varga Villanueva Vogel Wallace Weber Whitfield Xu Yamada Yoon Zeller Ziegler".split(
    ' ',
  );
const given =
  'Aaron Adele Aisha Alan Alice Amara Andre Anita Anton Beatriz Benjamin Bridget Carla Cecilia Charles Claire Daniel Deborah Diego Edward Elena Emil Eric Esther Felix Fiona Frank Gabriel Grace Gregory Hannah Hector Helen Hugo Ines Isaac Ivan James Janet Jerome Joan Jonas Julia Karen Keith Laura Leon Linda Lucas Maria Marcus Martha Michael Mina Nadia Nathan Nina Oliver Omar Patricia Paul Peter Priya Rachel Raj Rebecca Richard Robert Rosa Ruth Samuel Sandra Simon Sofia Stephen Susan Thomas Tobias Ursula Victor Vivian Walter Wendy William Yusuf Zoe'.split(
    ' ',
  );

/** A person's name as EDGAR keeps it: family name first, some all in capitals, some with an initial or a suffix. */
export function drawPersonName(draws: Draws): string {
  const initial = draws.chance(0.6)
    ? ` ${String.fromCharCode(65 + draws.int(0, 25))}${draws.chance(0.4) ? '.' : ''}`
    : '';
  const suffix = draws.chance(0.05) ? draws.pick([' Jr.', ' III']) : '';
  const name = `${draws.pick(family)} ${draws.pick(given)}${initial}${suffix}`;
  return draws.chance(0.4) ? name.toUpperCase() : name;
}

/** The family name of a name as EDGAR keeps it. */
export function familyNameOf(name: string): string {
  return name.split(' ')[0] ?? name;
}
