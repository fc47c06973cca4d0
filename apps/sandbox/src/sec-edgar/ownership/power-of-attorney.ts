import { escapeXml } from './xml-text.ts';

/** An exhibit 24 in the loose HTML in which such exhibits are filed: a second document that is not XML. */
export function powerOfAttorney(person: string, issuer: string): string {
  const [who, company] = [escapeXml(person, false), escapeXml(issuer, false)];
  return `<HTML><HEAD><TITLE>${who}  POA</TITLE></HEAD><BODY><TABLE BORDER="0" WIDTH="588"><TR><TD><H1 ALIGN="RIGHT">EXHIBIT 24</H1></TD></TR>
<TR height="10"><td><div /></td></TR><TR><TD VALIGN="TOP" COLSPAN="3"><H2 ALIGN="CENTER">Power of Attorney<BR />for Forms 3, 4 and 5</H2></TD></TR>
<TR><TD>The undersigned, a director, officer or owner of ${company}, appoints Dana P. Whitlock as attorney-in-fact, to sign and
file in the undersigned's name any Form 3, 4 or 5 about securities of ${company} & to do whatever is needed for that.
This power stays in force until the undersigned revokes it in writing.<dd />
<TR><td>/s/ ${who}</td></tr></TABLE></BODY></HTML>
`;
}
