<?cs # Who applies, and by what authority: of objection and repair alike. Reads form.{applicant_kind,applicant_name,applicant_code,applicant_code_sure,agent_name,agent_code,phone,email,identity} form.prefilled files.identity doubtful_code
?><fieldset class="choices<?cs if:form.applicant_kind.error ?> field-error<?cs /if ?>"><legend>申请人是</legend><?cs call:fault(form.applicant_kind, "applicant_kind") ?>
<label class="choice"><input type="radio" id="f-applicant_kind" name="applicant_kind" value="organisation"<?cs if:form.applicant_kind.value == "organisation" ?> checked<?cs /if ?>><span>企业或其他组织</span></label>
<label class="choice"><input type="radio" id="is-person" name="applicant_kind" value="person"<?cs if:form.applicant_kind.value == "person" ?> checked<?cs /if ?>><span>个人</span></label></fieldset>
<?cs if:form.prefilled ?><p class="field-hint">名称和代码已按这条信息填好。申请人不是该主体的，请改正。</p><?cs /if ?>
<?cs call:entry(form.applicant_name, "applicant_name", "名称（姓名）", "与证照或身份证件一致", "text", "off", "100", #1, "full") ?>
<?cs call:entry(form.applicant_code, "applicant_code", "统一社会信用代码（个人填公民身份号码）", "18位。个人的号码加密保存，只用于核对身份", "text", "off", "40", #1, "code") ?>
<?cs if:doubtful_code ?><label class="choice"><input type="checkbox" name="applicant_code_sure" value="yes"<?cs if:form.applicant_code_sure.value ?> checked<?cs /if ?>><span>已与证照逐字核对，证照上的代码就是这样</span></label>
<?cs /if ?><?cs call:entry(form.phone, "phone", "联系电话", "手机号码可以接收办理短信；座机请带区号", "tel", "tel", "40", #1, "phone") ?>
<?cs call:entry(form.email, "email", "电子邮箱", "填写后，每一步进展也会发到邮箱", "email", "email", "254", #0, "full") ?>
<?cs call:uploads(files.identity, kept.identity, form.identity, "identity", "身份材料", "1–3 个文件。组织：营业执照等登记证书；个人：身份证件。委托办理的，另加授权委托书和受托人身份证件。", #1) ?>
<details class="more"<?cs if:form.agent_name.value || form.agent_code.value || form.agent_name.error || form.agent_code.error ?> open<?cs /if ?>><summary>委托他人办理的，填写受托人</summary>
<?cs call:entry(form.agent_name, "agent_name", "受托人姓名", "", "text", "off", "50", #0, "full") ?><?cs call:entry(form.agent_code, "agent_code", "受托人公民身份号码", "", "text", "off", "40", #0, "code") ?></details>
