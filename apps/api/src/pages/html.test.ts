import { expect } from 'chai';
import { html } from './html.ts';

describe('a page', () => {
  it('escapes every text and no markup', () => {
    const name = `<img src=x onerror="alert('&')">`;
    const items = ['a', 'b<'].map((item) => html`<li>${item}</li>`);
    expect(html`<p title="${name}">${name}</p><ul>${items}</ul>${1}${''}`.markup).to.equal(
      '<p title="&lt;img src=x onerror=&quot;alert(&#39;&amp;&#39;)&quot;&gt;">&lt;img src=x onerror=&quot;alert(&#39;&amp;&#39;)&quot;&gt;</p><ul><li>a</li><li>b&lt;</li></ul>1',
    );
  });
});
