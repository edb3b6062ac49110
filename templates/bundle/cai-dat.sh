#!/bin/sh
# Cài đặt dondoc {{ bundle.version }} trên máy chủ không có mạng: sh cai-dat.sh /opt/dondoc [lệnh Python]
# Không sửa gì ngoài thư mục cài đặt; không đụng đến thư mục dữ liệu.
set -eu
umask 022

dung() {
    printf 'dondoc: %s\n' "$*" >&2
    exit 1
}

goc=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
dich=${1:-}
python=${2:-}

[ -n "$dich" ] || dung "đề nghị nêu thư mục cài đặt, ví dụ: sh cai-dat.sh /opt/dondoc"
case $dich in /*) ;; *) dich=$(pwd)/$dich ;; esac

[ "$(uname -s)" = Linux ] && [ "$(uname -m)" = "{{ bundle.machine }}" ] ||
    dung "gói này dành cho Linux {{ bundle.machine }}, máy này là $(uname -s) $(uname -m); đề nghị lấy gói đúng loại máy."

if [ -z "$python" ]; then
    python=python3
    if command -v python{{ bundle.python }} >/dev/null 2>&1; then python=python{{ bundle.python }}; fi
fi
command -v "$python" >/dev/null 2>&1 ||
    dung "không tìm thấy $python; đề nghị cài Python {{ bundle.python }} hoặc nêu lệnh: sh cai-dat.sh $dich /đường/dẫn/python{{ bundle.python }}"
ban=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || ban="không chạy được"
[ "$ban" = "{{ bundle.python }}" ] ||
    dung "cần Python {{ bundle.python }}, $python là $ban; đề nghị nêu lệnh đúng, ví dụ: sh cai-dat.sh $dich python{{ bundle.python }}"
"$python" -c '
import platform, sys
found = platform.libc_ver()
number = tuple(int(part) for part in found[1].split(".")[:2]) if found[0] == "glibc" else (0, 0)
sys.exit(number < tuple(int(part) for part in "{{ bundle.glibc }}".split(".")))
' || dung "cần hệ điều hành có glibc {{ bundle.glibc }} trở lên; đề nghị dùng bản Linux mới hơn."

(cd "$goc" && sha256sum --quiet --strict -c SHA256SUMS >&2) ||
    dung "gói cài đặt không nguyên vẹn (tệp nêu ở trên); đề nghị chép lại gói rồi cài. Chưa cài gì."

moi=$dich/versions/{{ bundle.label }}
if [ ! -f "$moi/xong" ]; then
    rm -rf "$moi"
    mkdir -p "$dich/versions" || dung "không ghi được vào $dich; đề nghị chạy bằng tài khoản có quyền ghi."
    trap 'rm -rf "$moi"' EXIT
    "$python" -m venv "$moi" >&2 ||
        dung "Python {{ bundle.python }} chưa có venv; đề nghị cài gói python{{ bundle.python }}-venv của hệ điều hành."
    cd "$goc"
    "$moi/bin/python" -m pip --isolated --disable-pip-version-check install -q --no-index --no-deps \
        --no-cache-dir --require-hashes -f wheels -r requirements.txt -r dondoc.txt >&2 ||
        dung "không cài được (lý do ở trên). Chưa thay đổi bản đang dùng."
    "$moi/bin/dondoc" --version >/dev/null || dung "bản vừa cài không chạy được. Chưa thay đổi bản đang dùng."
    : >"$moi/xong"
    trap - EXIT
fi

rm -f "$dich/.dondoc.new"
ln -s "versions/{{ bundle.label }}/bin/dondoc" "$dich/.dondoc.new"
mv -T "$dich/.dondoc.new" "$dich/dondoc"

printf 'Đã cài %s vào %s (lệnh: %s/dondoc).\n' "$("$dich/dondoc" --version)" "$dich" "$dich"
printf 'Tiếp theo: %s/dondoc up --data THƯ-MỤC-DỮ-LIỆU; kiểm tra: %s/dondoc doctor --data THƯ-MỤC-DỮ-LIỆU\n' "$dich" "$dich"
