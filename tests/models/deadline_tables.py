"""Deadline phrases with their meaning, worked out by hand; the plan's year is 2024 unless stated.

Meanings are written `KIND first..last time`, several occurrences `key first..last; …`, of more than four
only the first and the last.
"""

# What the grammar promises, form by form.
FORMS = (
    # a day: "trước" ends the day before, everything else with the day
    ("ban hành trước ngày 07/02/2024", "DAY ..2024-02-06"),
    ("trước ngày 1.3.2024", "DAY ..2024-02-29"),
    ("15/12/2024", "DAY ..2024-12-15"),
    ("ngày 15/12", "DAY ..2024-12-15"),
    ("ngày 15 tháng 12 năm 2024", "DAY ..2024-12-15"),
    ("15 tháng 12", "DAY ..2024-12-15"),
    ("ngày 15/12 năm 2024", "DAY ..2024-12-15"),
    ("ngày 30-5", "DAY ..2024-05-30"),
    ("thứ Sáu, ngày 13/12/2024", "DAY ..2024-12-13"),
    ("Chủ nhật ngày 15/12/2024", "DAY ..2024-12-15"),
    ("chậm nhất ngày 01/6/2025", "DAY ..2025-06-01"),
    ("chậm nhất là ngày 28 tháng 2 năm 2025", "DAY ..2025-02-28"),
    ("chậm nhất trước ngày 15/12/2024", "DAY ..2024-12-14"),
    ("muộn nhất vào ngày 20/11", "DAY ..2024-11-20"),
    ("không quá ngày 20/11/2024", "DAY ..2024-11-20"),
    ("đến ngày 30/9/2024", "DAY ..2024-09-30"),
    ("đến hết ngày 30/9/2024", "DAY ..2024-09-30"),
    ("từ nay đến ngày 30/9", "DAY ..2024-09-30"),
    ("hoàn thành trước ngày 15/12/2024 ./.", "DAY ..2024-12-14"),
    ("Thời gian hoàn thành: trước ngày 15/12/2024;", "DAY ..2024-12-14"),
    ("xong trước 6/2025", "DAY ..2025-05-31"),
    ("trước tháng 6/2025", "DAY ..2025-05-31"),
    ("trước quý II/2025", "DAY ..2025-03-31"),
    ("trước năm 2025", "DAY ..2024-12-31"),
    ("hết tháng 6", "DAY ..2024-06-30"),
    ("đến hết quý III/2024", "DAY ..2024-09-30"),
    ("chậm nhất tháng 2/2024", "DAY ..2024-02-29"),
    ("đến năm 2030", "DAY ..2030-12-31"),
    # hours
    ("trước 20h00 ngày 25/5/2025", "DAY ..2025-05-25 20:00"),
    ("trước 17 giờ 30 phút ngày 15 tháng 12 năm 2024", "DAY ..2024-12-15 17:30"),
    ("chậm nhất 17:00 ngày 15/12", "DAY ..2024-12-15 17:00"),
    ("trước 9 giờ, ngày 15/12", "DAY ..2024-12-15 09:00"),
    ("chậm nhất 24 giờ ngày 14/12/2024", "DAY ..2024-12-14"),  # 24:00 ends that day
    ("đến 0 giờ ngày 15/12/2024", "DAY ..2024-12-14"),  # 0:00 begins the day
    # periods
    ("tháng 6", "PERIOD 2024-06-01..2024-06-30"),
    ("vào tháng 6/2025", "PERIOD 2025-06-01..2025-06-30"),
    ("Tháng 02 năm 2024", "PERIOD 2024-02-01..2024-02-29"),
    ("tháng 5-6/2025", "PERIOD 2025-05-01..2025-06-30"),
    ("trong quý IV/2024", "PERIOD 2024-10-01..2024-12-31"),
    ("quý 4 năm 2024", "PERIOD 2024-10-01..2024-12-31"),
    ("quí 1", "PERIOD 2024-01-01..2024-03-31"),
    ("Quý II-III/2026", "PERIOD 2026-04-01..2026-09-30"),
    (
        "Quý I, II/2025",
        "PERIOD 2025-Q1 2025-01-01..2025-03-31; 2025-Q2 2025-04-01..2025-06-30",
    ),
    (
        "quý I và quý II năm 2025",
        "PERIOD 2025-Q1 2025-01-01..2025-03-31; 2025-Q2 2025-04-01..2025-06-30",
    ),
    (
        "trong quý I, quý III và quý IV",
        "PERIOD 2024-Q1 2024-01-01..2024-03-31; 2024-Q3 2024-07-01..2024-09-30; "
        "2024-Q4 2024-10-01..2024-12-31",
    ),
    ("6 tháng đầu năm 2025", "PERIOD 2025-01-01..2025-06-30"),
    ("6 tháng cuối năm", "PERIOD 2024-07-01..2024-12-31"),
    ("9 tháng đầu năm", "PERIOD 2024-01-01..2024-09-30"),
    ("nửa đầu năm 2025", "PERIOD 2025-01-01..2025-06-30"),
    ("cả năm 2024", "PERIOD 2024-01-01..2024-12-31"),
    ("cả năm", "PERIOD 2024-01-01..2024-12-31"),
    ("năm 2025", "PERIOD 2025-01-01..2025-12-31"),
    ("trong năm 2024", "PERIOD 2024-01-01..2024-12-31"),
    ("giai đoạn 2025-2030", "PERIOD 2025-01-01..2030-12-31"),
    (
        "cả năm 2024 và tiếp tục nhân rộng mô hình vào những năm tiếp theo",
        "PERIOD 2024-01-01..2024-12-31 OPEN",
    ),
    ("từ năm 2025 trở đi", "PERIOD 2025-01-01..2025-12-31 OPEN"),
    ("trước ngày 15/12/2024 và các năm tiếp theo", "DAY ..2024-12-14 OPEN"),
    # windows: both ends included
    ("từ ngày 01/03 đến ngày 31/03/2025", "DAY 2025-03-01..2025-03-31"),
    ("từ ngày 01 đến hết ngày 15 tháng 6 năm 2025", "DAY 2025-06-01..2025-06-15"),
    ("01/3/2025 - 31/3/2025", "DAY 2025-03-01..2025-03-31"),
    ("từ ngày 01/3/2025 đến trước ngày 31/3/2025", "DAY 2025-03-01..2025-03-30"),
    ("từ quý 2/2025 đến hết ngày 28/2/2027", "DAY 2025-04-01..2027-02-28"),
    ("từ tháng 5 đến tháng 7/2025", "PERIOD 2025-05-01..2025-07-31"),
    # no day at all
    ("", "NONE"),
    ("(không nêu thời hạn)", "NONE"),
    ("không quy định", "NONE"),
    ("hàng năm", "CONTINUOUS"),
    ("thực hiện thường xuyên, liên tục", "CONTINUOUS"),
    ("Thường xuyên trong năm 2024", "CONTINUOUS"),
    ("khi phát sinh", "ON_OCCURRENCE"),
    ("Khi có yêu cầu của cấp có thẩm quyền", "ON_OCCURRENCE"),
    ("đột xuất, theo yêu cầu", "ON_OCCURRENCE"),
    # recurrences: occurrences inside the plan's year
    ("hằng tháng", "PERIOD 2024-01 2024-01-01..2024-01-31; …; 2024-12 2024-12-01..2024-12-31"),
    (
        "hằng quý",
        "PERIOD 2024-Q1 2024-01-01..2024-03-31; 2024-Q2 2024-04-01..2024-06-30; "
        "2024-Q3 2024-07-01..2024-09-30; 2024-Q4 2024-10-01..2024-12-31",
    ),
    ("định kỳ 6 tháng", "PERIOD 2024-H1 2024-01-01..2024-06-30; 2024-H2 2024-07-01..2024-12-31"),
    ("06 tháng một lần", "PERIOD 2024-H1 2024-01-01..2024-06-30; 2024-H2 2024-07-01..2024-12-31"),
    ("định kì hàng tháng trước ngày 25", "DAY 2024-01 ..2024-01-24; …; 2024-12 ..2024-12-24"),
    ("trước ngày 20 hằng tháng", "DAY 2024-01 ..2024-01-19; …; 2024-12 ..2024-12-19"),
    ("Hằng tháng (ngày 25)", "DAY 2024-01 ..2024-01-25; …; 2024-12 ..2024-12-25"),
    ("trước 17h00 ngày 25 hằng tháng", "DAY 2024-01 ..2024-01-25 17:00; …; 2024-12 ..2024-12-25 17:00"),
    ("trước ngày 01 mỗi tháng", "DAY 2024-01 ..2023-12-31; …; 2024-12 ..2024-11-30"),
    ("trước ngày 05 của tháng sau", "DAY 2024-01 ..2024-02-04; …; 2024-12 ..2025-01-04"),
    (
        "chậm nhất ngày 20 của tháng cuối quý",
        "DAY 2024-Q1 ..2024-03-20; 2024-Q2 ..2024-06-20; 2024-Q3 ..2024-09-20; 2024-Q4 ..2024-12-20",
    ),
    (
        "hằng quý, trước ngày 10 tháng đầu quý sau",
        "DAY 2024-Q1 ..2024-04-09; 2024-Q2 ..2024-07-09; 2024-Q3 ..2024-10-09; 2024-Q4 ..2025-01-09",
    ),
    (
        "định kỳ 6 tháng: trước ngày 15/6 và trước ngày 01/12",
        "DAY 2024-06 ..2024-06-14; 2024-12 ..2024-11-30",
    ),
    ("chậm nhất ngày 20/6 và ngày 20/12 hằng năm", "DAY 2024-06 ..2024-06-20; 2024-12 ..2024-12-20"),
    ("trước ngày 05/6, ngày 25/6/2024", "DAY 2024-06-05 ..2024-06-04; 2024-06-25 ..2024-06-24"),
    ("hằng năm trước ngày 15/12", "DAY ..2024-12-14"),
    # days after an event
    ("20 ngày sau khi kết thúc hội nghị", "RELATIVE 20 | kết thúc hội nghị"),
    ("trong vòng 10 ngày làm việc kể từ ngày nhận được Công văn", "RELATIVE 10 wd | nhận được Công văn"),
    ("chậm nhất 05 ngày làm việc sau khi kết thúc Hòa giải", "RELATIVE 5 wd | kết thúc Hòa giải"),
    ("02 (hai) tuần kể từ khi ban hành", "RELATIVE 14 | ban hành"),
    ("sau khi ban hành kế hoạch 10 ngày", "RELATIVE 10 | ban hành kế hoạch"),
    ("20 ngày kể từ ngày 01/6/2024", "DAY ..2024-06-21"),  # the first day does not count
)

# From other published documents: their number, their date, the plan's year, the words, the meaning.
# Only the words that state the deadline are quoted, from full texts or from press reports that quote them.
PUBLISHED = (
    # Chương trình hành động của Chính phủ thực hiện Nghị quyết 57-NQ/TW: Phụ lục II and Part V
    ("03/NQ-CP", "09/01/2025", 2025, "6/2025", "PERIOD 2025-06-01..2025-06-30"),
    ("03/NQ-CP", "09/01/2025", 2025, "2030", "PERIOD 2030-01-01..2030-12-31"),
    ("03/NQ-CP", "09/01/2025", 2025, "2025-2026", "PERIOD 2025-01-01..2026-12-31"),
    ("03/NQ-CP", "09/01/2025", 2025, "2025 và những năm tiếp theo", "PERIOD 2025-01-01..2025-12-31 OPEN"),
    ("03/NQ-CP", "09/01/2025", 2025, "Tháng 10/2025", "PERIOD 2025-10-01..2025-10-31"),
    ("03/NQ-CP", "09/01/2025", 2025, "Quý II/2025", "PERIOD 2025-04-01..2025-06-30"),
    ("03/NQ-CP", "09/01/2025", 2025, "Thường xuyên", "CONTINUOUS"),
    ("03/NQ-CP", "09/01/2025", 2025, "Nhiệm vụ thường xuyên", "CONTINUOUS"),
    ("03/NQ-CP", "09/01/2025", 2025, "Hằng năm", "CONTINUOUS"),
    (
        "03/NQ-CP",
        "09/01/2025",
        2025,
        "định kỳ 6 tháng trước ngày 15 tháng 6 và trước ngày 01 tháng 12",
        "DAY 2025-06 ..2025-06-14; 2025-12 ..2025-11-30",
    ),
    # Kế hoạch của Đảng đoàn Quốc hội thực hiện Nghị quyết 57-NQ/TW
    ("3260-KH/ĐĐQH15", "10/01/2025", 2025, "hoàn thành trong năm 2025", "PERIOD 2025-01-01..2025-12-31"),
    # Văn phòng Đảng ủy Chính phủ, with the draft report that it circulates
    ("402-CV/VPĐU", "25/05/2025", 2025, "trước 20h00 ngày 25 tháng 5 năm 2025", "DAY ..2025-05-25 20:00"),
    ("402-CV/VPĐU", "25/05/2025", 2025, "đến hết năm 2025", "DAY ..2025-12-31"),
    ("402-CV/VPĐU", "25/05/2025", 2025, "trước ngày 28/5", "DAY ..2025-05-27"),
    ("402-CV/VPĐU", "25/05/2025", 2025, "trong tháng 5/2025", "PERIOD 2025-05-01..2025-05-31"),
    # UBND tỉnh Bà Rịa - Vũng Tàu: kế hoạch và báo cáo cải cách hành chính
    ("2539/UBND-SNV", "08/05/2012", 2013, "trước ngày 20/11 hàng năm", "DAY ..2013-11-19"),
    (
        "2539/UBND-SNV",
        "08/05/2012",
        2013,
        "trước ngày 15 của tháng",
        "DAY 2013-01 ..2013-01-14; …; 2013-12 ..2013-12-14",
    ),
    (
        "2539/UBND-SNV",
        "08/05/2012",
        2013,
        "trước ngày 05 tháng cuối cùng của mỗi quý",
        "DAY 2013-Q1 ..2013-03-04; 2013-Q2 ..2013-06-04; 2013-Q3 ..2013-09-04; 2013-Q4 ..2013-12-04",
    ),
    # Hội Truyền thống Trường Sơn: báo cáo công tác Hội năm 2020
    ("63/HTS", "24/07/2020", 2020, "chậm nhất là ngày 20/11/2020", "DAY ..2020-11-20"),
    # Nghị định về tổ chức thi hành văn bản quy phạm pháp luật: when plans are due
    (
        "80/2025/NĐ-CP",
        "01/04/2025",
        2025,
        "Trong thời hạn 20 ngày kể từ ngày luật, nghị quyết, pháp lệnh được thông qua",
        "RELATIVE 20 | luật, nghị quyết, pháp lệnh được thông qua",
    ),
    (
        "80/2025/NĐ-CP",
        "01/04/2025",
        2025,
        "trong thời hạn 10 ngày kể từ ngày kế hoạch triển khai được Thủ tướng Chính phủ ban hành",
        "RELATIVE 10 | kế hoạch triển khai được Thủ tướng Chính phủ ban hành",
    ),
    # Khung kế hoạch thời gian năm học 2025 - 2026
    ("2269/QĐ-BGDĐT", "11/08/2025", 2025, "trước ngày 18/1/2026", "DAY ..2026-01-17"),
    ("2269/QĐ-BGDĐT", "11/08/2025", 2025, "trước ngày 31-5-2026", "DAY ..2026-05-30"),
    ("2269/QĐ-BGDĐT", "11/08/2025", 2025, "trước 30-6-2026", "DAY ..2026-06-29"),
    ("2269/QĐ-BGDĐT", "11/08/2025", 2025, "hoàn thành trước ngày 30/6/2026", "DAY ..2026-06-29"),
    # Kế hoạch lấy ý kiến Nhân dân về sửa đổi Hiến pháp
    (
        "05/KH-UBDTSĐBSHP",
        "05/05/2025",
        2025,
        "bắt đầu từ ngày 06 tháng 5 năm 2025 và hoàn thành vào ngày 05 tháng 6 năm 2025",
        "DAY 2025-05-06..2025-06-05",
    ),
    (
        "05/KH-UBDTSĐBSHP",
        "05/05/2025",
        2025,
        "từ ngày 06/5/2025 đến ngày 05/6/2025",
        "DAY 2025-05-06..2025-06-05",
    ),
    ("05/KH-UBDTSĐBSHP", "05/05/2025", 2025, "từ ngày 06/5/2025 đến 05/6/2025", "DAY 2025-05-06..2025-06-05"),
    # Chiến dịch làm giàu, làm sạch cơ sở dữ liệu quốc gia về đất đai (the press prints 151/KH-BCA-BNN&MT)
    ("515/KH-BCA-BNN&MT", "31/08/2025", 2025, "từ 1/9 đến 30/11/2025", "DAY 2025-09-01..2025-11-30"),
    (
        "515/KH-BCA-BNN&MT",
        "31/08/2025",
        2025,
        "bắt đầu từ ngày 1/9/2025 đến ngày 30/11/2025",
        "DAY 2025-09-01..2025-11-30",
    ),
    # Kết luận phiên họp Ban Chỉ đạo của Chính phủ về Đề án 06
    ("408/TB-VPCP", "08/08/2025", 2025, "trước 15/8/2025", "DAY ..2025-08-14"),
    # Kế hoạch nhiệm vụ trọng tâm của Hội đồng phối hợp PBGDPL Trung ương (the press prints 156/QH-HĐPH)
    ("156/QĐ-HĐPH", "24/10/2025", 2025, "quý IV/2025", "PERIOD 2025-10-01..2025-12-31"),
)

# What the grammar refuses: the phrase, what is wrong with it, the nearest form that can be read.
UNREADABLE = (
    ("trước ngày 29/02/2025", "tháng 02/2025 không có ngày 29", "trước ngày 28/02/2025"),
    ("31/4", "tháng 04/2024 không có ngày 31", "30/04/2024"),
    ("ngày 32 tháng 13 năm 2024", "không có tháng 13", "ngày 31/12/2024"),
    ("tháng 0/2025", "không có tháng 0", "tháng 1/2025"),
    ("chậm nhất 6/25", "không có tháng 25", "chậm nhất 6/2025"),
    ("ngày 15/12/24", "“24” không phải là năm ghi đủ", "ngày 15/12/2024"),
    ("thứ Hai, ngày 13/12/2024", "ngày 13/12/2024 không phải thứ hai", "ngày 13/12/2024"),
    ("Quý V/2025", "một năm có bốn quý, không có quý V", "quý IV/2025"),
    ("20 tháng đầu năm", "một năm có 12 tháng", "6 tháng đầu năm 2024"),
    ("giai đoạn 2030-2025", "kỳ này kết thúc trước khi bắt đầu", "2025-2030"),
    ("trước 25h00 ngày 15/12/2024", "không có thời điểm 25h00", "trước 17h00 ngày 15/12/2024"),
    ("từ 15/12 đến 15/01/2025", "ngày bắt đầu ở sau ngày kết thúc", "từ 15/12/2024 đến 15/01/2025"),
    ("trươc ngày 15/12/2024", "không nhận ra chữ “trươc”", "trước ngày 15/12/2024"),
    ("trứoc ngày 15/12/2024", "không nhận ra chữ “trứoc”", "trước ngày 15/12/2024"),
    ("truoc ngay 15/12/2024", "không nhận ra chữ “truoc”", "trước ngày 15/12/2024"),
    ("thưòng xuyên", "không nhận ra chữ “thưòng”", "thường xuyên"),
    ("đầu tháng 6", "“đầu tháng” không chỉ rõ ngày cuối cùng", "ngày 01/06/2024"),
    ("Tuần 2 tháng 6/2024", "“tuần 2” không chỉ rõ ngày cuối cùng", "tháng 6/2024"),
    ("tuần đầu tháng 6", "“tuần đầu” không chỉ rõ ngày cuối cùng", "tháng 6"),
    ("quý I, V/2025", "một năm có bốn quý, không có quý V", "quý I, IV/2025"),
    ("quý II, I/2025", "các quý phải ghi theo thứ tự, mỗi quý một lần", "quý I, II/2025"),
    ("giữa quý II", "“giữa quý” không chỉ rõ ngày cuối cùng", "quý II"),
    ("cuối năm 2025", "“cuối năm” không chỉ rõ ngày cuối cùng", "ngày 31/12/2025"),
    ("khoảng tháng 6/2025", "“khoảng” không chỉ rõ ngày cuối cùng", "tháng 6/2025"),
    ("trước Tết", "“tết” không chỉ rõ ngày cuối cùng", "trước ngày 15/12/2024"),
    ("trước ngày 15", "có ngày nhưng không có tháng", "trước ngày 15/12/2024"),
    ("trước 17h00", "có giờ nhưng không có ngày", "trước 17h00 ngày 15/12/2024"),
    ("từ quý II/2025", "không có ngày kết thúc", "từ quý II/2025 đến hết năm 2025"),
    ("trong tháng 11, tháng 12 năm 2025", "không nhận ra cách ghi này", "từ tháng 11 đến tháng 12 năm 2025"),
    ("năm học 2025-2026", "không nhận ra cách ghi này", "2025-2026"),
    ("2025-06-15", "không nhận ra cách ghi này", "15/06/2025"),
    ("sau khi kết thúc hội nghị", "không có số ngày tính từ sự kiện", "20 ngày sau khi kết thúc"),
    (
        "trong vòng 03 tháng kể từ ngày ký",
        "“03 tháng” tính từ một sự kiện phải ghi bằng số ngày",
        "trong vòng 90 ngày kể từ ngày ký",
    ),
    (
        "10 ngày làm việc kể từ ngày 01/6/2025",
        "số ngày làm việc tính từ một ngày đã biết phải ghi thẳng ngày cuối cùng",
        "05 ngày làm việc kể từ ngày nhận được văn bản",
    ),
    (
        "chậm nhất 15 ngày trước khi khai mạc",
        "chưa tính được thời hạn lùi trước một sự kiện",
        "trước ngày 15/12/2024",
    ),
    ("hằng tuần", "không lập được kỳ hạn “hằng tuần”", "hằng tháng"),
    ("trước ngày 31 hằng tháng", "không phải tháng nào trong kỳ cũng có ngày 31", "hằng tháng"),
    (
        "hằng quý trước ngày 15",
        "không rõ ngày ấy thuộc tháng nào của quý",
        "hằng quý trước ngày 15 tháng cuối quý",
    ),
    ("hằng tháng, hằng quý", "nhiều kỳ hạn trong một nhiệm vụ phải tách riêng", "hằng tháng"),
    ("định kỳ", "không rõ bao lâu một kỳ", "trước ngày 15/12/2024"),
    ("sớm nhất có thể", "“sớm nhất” không chỉ rõ ngày cuối cùng", "trước ngày 15/12/2024"),
    ("theo kế hoạch", "không nhận ra cách ghi này", "trước ngày 15/12/2024"),
    ("5-6/2025", "không nhận ra cách ghi này", "tháng 5-6/2025"),
    ("ngày 15 tháng …", "còn chỗ trống chưa điền", "trước ngày 15/12/2024"),
    ("trước ngày 15/12/…", "còn chỗ trống chưa điền", "trước ngày 15/12/2024"),
    ("15/12 và 6/2025", "không nhận ra cách ghi này", "trước ngày 15/12/2024"),
    ("ngày 15/6/2025 và ngày 15/12", "không nhận ra cách ghi này", "ngày 15/6/2025 và ngày 15/12/2025"),
    ("…", "còn chỗ trống chưa điền", "trước ngày 15/12/2024"),
)
