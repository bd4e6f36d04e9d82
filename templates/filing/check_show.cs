<?cs # What was filled in, to be looked over; everything goes along hidden.
Reads: sheet.{address,title,token,key} groups.N.{title,anchor,rows.M.{label,value}} hidden.N.{name,value} record.{id,name,set_name,document_no}
?><?cs include!"part/form.cs" ?><div class="wrap">
<div class="head"><h1>核对并提交</h1><p class="lead">还没有提交。请核对以下内容，有误的返回修改。</p></div>
<?cs call:stations(#2) ?>
<form class="form" action="<?cs var:url_validate(sheet.address) ?>" method="post" enctype="multipart/form-data">
<?cs call:carried(sheet) ?><?cs each:h = hidden ?><input type="hidden" name="<?cs var:h.name ?>" value="<?cs var:h.value ?>"><?cs /each ?>
<?cs each:g = groups ?><section class="section"><h2 class="h2"><?cs var:g.title ?></h2><?cs if:g.anchor == "record" && record.id ?><?cs call:aboutrecord(record) ?><?cs else ?><dl class="facts"><?cs each:r = g.rows ?><div><dt><?cs var:r.label ?></dt><dd><?cs var:r.value ?></dd></div>
<?cs /each ?></dl><?cs /if ?></section>
<?cs /each ?><div class="actions"><button type="submit"><?cs call:icon("ok") ?>确认提交</button><button class="quiet" type="submit" name="step" value="edit">返回修改</button></div>
<p class="field-hint">提交后会得到一个编号和一个查询码，请保存好。同一份表单重复提交，只算一次。</p>
</form></div>
