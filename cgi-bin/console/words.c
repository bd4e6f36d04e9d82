/* The Chinese words for codes that only staff see. */
#include "console/words.h"

#include "domain/application.h"

#include <stddef.h>
#include <string.h>

struct word { const char *code, *name; };

static const char *find(const struct word *words, size_t count, const char *code)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(words[i].code, code) == 0)
            return words[i].name;
    return code;
}
#define FIND(words, code) find(words, sizeof(words) / sizeof *(words), code)

const char *word_reason(enum case_kind kind, const char *code)
{
    const char *name = kind == CASE_OBJECTION ? objection_reason_label(code) : kind == CASE_COMPLAINT ? complaint_kind_label(code)
                       : kind == CASE_REPORT  ? application_kind_label(code) : NULL;
    return name ? name : code;
}

const char *word_report(const char *code)
{
    static const struct word words[] = {{"public", "公共信用信息报告"}, {"search", "公开信息查询证明"}, {"full", "公共信用信息报告（本人查询）"},
                                        {"compliance", "专项信用报告（信用代证）"}, {"letter", "办件文书"}};
    return FIND(words, code);
}

const char *word_fault(const char *kind)
{
    return strcmp(kind, "stamp") == 0 ? "时间戳" : word_report(kind);
}

const char *word_verdict(const char *code)
{
    static const struct word words[] = {{"genuine", "真实有效"}, {"changed", "真实，信息已有变化"}, {"revoked", "已撤销"},
                                        {"altered", "文件与签发时不一致"}, {"unknown", "查无此件"}};
    return FIND(words, code);
}

const char *word_expiry(const char *code)
{
    static const struct word words[] = {{"document", "签章证书"}, {"document-anchor", "签章根证书"}, {"timestamp", "时间戳证书"},
                                        {"timestamp-anchor", "时间戳根证书"}, {"revocation-list", "证书吊销列表"}};
    return FIND(words, code);
}

const char *word_record_state(const char *code)
{
    static const struct word words[] = {{"live", "有效"}, {"withdrawn", "来源已撤回"}, {"annulled", "决定已撤销"},
                                        {"repaired", "已修复"}, {"deleted", "已删除"}, {"expired", "已期满"}};
    return FIND(words, code);
}

const char *word_record_event(const char *code)
{
    static const struct word words[] = {{"corrected", "更正"}, {"withdrawn", "来源撤回"}, {"annulled", "决定撤销"}, {"repaired", "修复"}, {"deleted", "删除"},
                                        {"expired", "期满"}, {"held", "暂停公示"}, {"released", "恢复公示"}, {"restored", "恢复"}};
    return FIND(words, code);
}

const char *word_purpose(const char *code)
{
    static const struct word words[] = {{"identity", "身份与授权材料"}, {"evidence", "证据"}, {"proof", "已履行义务的证明"},
                                        {"commitment", "信用承诺书"}, {"authority", "授权书"}, {"reply", "来源单位答复附件"}};
    return FIND(words, code);
}

const char *word_channel(const char *code)
{
    static const struct word words[] = {{"mail", "邮件"}, {"sms", "短信"}, {"desk", "工作台"}};
    return FIND(words, code);
}

const char *word_notice_state(const char *code)
{
    static const struct word words[] = {{"waiting", "待发送"}, {"sent", "已发送"}, {"failed", "没有发出"}, {"limited", "当日超限，未发"}};
    return FIND(words, code);
}

const char *word_template(const char *code)
{
    static const struct word words[] = {
        {"received", "已收到申请"}, {"accepted", "已受理"}, {"returned", "需要补正"}, {"refused", "不予办理"}, {"forwarded", "已转有关单位"},
        {"replied", "有关单位已答复"}, {"decided", "已有结果"}, {"withdrawn", "已撤回"}, {"supplemented", "已收到补充材料"}, {"code", "查询码"}, {"wrong_data", "所得报告中有信息已更正"},
        {"desk_filed", "新收申请"}, {"desk_supplemented", "申请人补充材料"}, {"desk_proposed", "有处理意见待复核"}, {"desk_rejected", "处理意见未获同意"},
        {"desk_withdrawn", "申请人已撤回"}, {"desk_replied", "单位已答复"}, {"unit_forwarded", "新转办件"}, {"unit_recalled", "转办件已收回"},
        {"unit_withdrawn", "转办件已撤回"}, {"unit_decided", "转办件已有结果"},
        {"due_soon", "补正期限将到"}, {"overdue", "补正期限已过"}, {"desk_due_soon", "时限将到"}, {"desk_overdue", "已超期"}, {"desk_escalated", "超期未办，请督办"},
        {"report_changed", "报告所载信息有变化"}, {"unit_due_soon", "转办件时限将到"}, {"unit_overdue", "转办件已超期"}};
    return FIND(words, code);
}

const char *word_action(const char *code)
{
    static const struct word words[] = {
        {"sign_in", "登录"}, {"sign_in.refused", "登录被拒"}, {"sign_out", "退出"}, {"queue.read", "查看办件列表"}, {"case.read", "查看办件"},
        {"case.reveal", "查看申请人号码"}, {"case.file", "窗口录入"}, {"attachment.read", "下载材料"}, {"letter.read", "查看文书"}, {"record.read", "查看记录"},
        {"record.list", "查看记录决定"}, {"batch.read", "查看批次"}, {"notice.read", "查看通知"}, {"notice.retry", "重发通知"}, {"job.read", "查看后台任务"},
        {"staff.read", "查看人员"}, {"staff.add", "增加人员"}, {"staff.disable", "停用账号"}, {"staff.enable", "启用账号"}, {"staff.role", "调整角色"},
        {"staff.reset", "重置口令"}, {"staff.password", "修改本人口令"}, {"log.read", "查看使用日志"}, {"setting.change", "修改设置"}, {"calendar.load", "载入工作日历"},
        {"report.issue", "出具报告"}, {"report.download", "下载报告"}, {"report.check", "核验报告"},
        {"report.list", "查看报告列表"}, {"report.read", "查看报告"}, {"report.revoke", "撤销报告"}, {"report.tell", "告知报告有误"}, {"report.settle", "处理未能出具的文件"}};
    return FIND(words, code);
}

const char *word_job(const char *code)
{
    static const struct word words[] = {{"wrong_data", "告知曾收到错误信息的人"}, {"retention", "五年保存期满"}, {"use_log.digest", "使用日志签名"}};
    return FIND(words, code);
}

const char *word_role(const char *code)
{
    static const struct word words[] = {{"clerk", "受理员"}, {"reviewer", "复核员"}, {"publisher", "数据管理员"},
                                        {"source", "来源单位"}, {"admin", "系统管理员"}, {"auditor", "审计员"}};
    return FIND(words, code);
}

const char *word_actor(const char *role)
{
    static const struct word words[] = {{"applicant", "申请人"}, {"system", "系统"}, {"clerk", "受理员"}, {"reviewer", "复核员"}, {"source", "来源单位"}};
    return FIND(words, role);
}
