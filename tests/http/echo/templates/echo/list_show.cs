<?cs def:cell(label, text) ?><td data-label="<?cs var:label ?>"><?cs if:text ?><?cs var:text ?><?cs else ?>— —<?cs /if ?></td><?cs /def ?>
<table data-total="<?cs var:total ?>"><thead><tr><th>名称</th><th>代码</th><th>文号</th><th>机关</th><th>日期</th><th>地区</th></tr></thead><tbody>
<?cs each:row = rows ?>
<tr data-record="<?cs var:row.id ?>"><td><a href="/records/<?cs var:url_escape(row.id) ?>"><?cs var:row.name ?></a></td><?cs call:cell("代码", row.uscc) ?><?cs call:cell("文号", row.document) ?><?cs call:cell("机关", row.authority) ?><?cs call:cell("日期", row.day) ?><?cs call:cell("地区", row.region) ?></tr>
<?cs /each ?>
</tbody></table>
<?cs if:paging.next ?><a rel="next" href="<?cs var:url_validate(paging.next) ?>">下一页</a><?cs /if ?>
